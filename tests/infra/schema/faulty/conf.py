"""The appliance's own tables, and one more app whose migration cannot be carried out."""

from piccolo.conf.apps import AppRegistry

from medianest import piccolo_conf

DB = piccolo_conf.DB
APP_REGISTRY = AppRegistry(
    apps=[*piccolo_conf.APP_REGISTRY.apps, "tests.infra.schema.faulty.piccolo_app"]
)
