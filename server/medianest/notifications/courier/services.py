"""Which of Apprise's services may be used: those that speak to a network service and nothing else.

An allow-list, because Apprise also brings services that run programs or use files of the machine
(syslog, dbus, blink1, vapid), and a new release may bring more.
"""

from typing import Final

_MAIL: Final = {
    "brevo",
    "email.base",
    "mailersend",
    "mailgun",
    "office365",
    "postmark",
    "resend",
    "sendgrid",
    "ses",
    "smtp2go",
    "sparkpost",
}
_PUSH: Final = {
    "bark",
    "chanify",
    "gotify",
    "join",
    "lametric",
    "notica",
    "notifiarr",
    "ntfy",
    "one_signal",
    "prowl",
    "pushbullet",
    "pushdeer",
    "pushed",
    "pushjet",
    "pushme",
    "pushover",
    "pushplus",
    "pushsafer",
    "pushy",
    "serverchan",
    "simplepush",
    "spugpush",
    "techuluspush",
    "wxpusher",
}
_CHAT: Final = {
    "bluesky",
    "dingtalk",
    "discord",
    "feishu",
    "flock",
    "google_chat",
    "groupme",
    "guilded",
    "irc.base",
    "lark",
    "line",
    "mastodon",
    "matrix.base",
    "mattermost",
    "misskey",
    "nextcloud",
    "nextcloudtalk",
    "revolt",
    "rocketchat",
    "ryver",
    "signal_api",
    "slack",
    "synology",
    "telegram",
    "threema",
    "twist",
    "webexteams",
    "whatsapp",
    "workflows",
    "zulip",
}
_TEXT_MESSAGE: Final = {
    "bulksms",
    "clicksend",
    "fortysixelks",
    "freemobile",
    "httpsms",
    "messagebird",
    "plivo",
    "seven",
    "sfr",
    "sinch",
    "sns",
    "telnyx",
    "twilio",
    "voipms",
    "vonage",
}
_SCREEN: Final = {"emby", "enigma2", "jellyfin", "kodi"}
_WEBHOOK: Final = {
    "apprise_api",
    "custom_form",
    "custom_json",
    "custom_xml",
    "home_assistant",
    "ifttt",
}
_ALLOWED: Final = _MAIL | _PUSH | _CHAT | _TEXT_MESSAGE | _SCREEN | _WEBHOOK


def is_allowed(plugin: type) -> bool:
    """Whether a channel may use this plugin class of Apprise."""
    package, _, name = plugin.__module__.partition("apprise.plugins.")
    return not package and name in _ALLOWED
