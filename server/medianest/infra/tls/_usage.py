"""What a key may be used for."""

from cryptography import x509


def key_usage(*, signs_data: bool = False, signs_certificates: bool = False) -> x509.KeyUsage:
    """Just that, and nothing else."""
    return x509.KeyUsage(
        digital_signature=signs_data,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
