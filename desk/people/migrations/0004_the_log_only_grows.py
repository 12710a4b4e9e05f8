"""The database itself refuses to change the log of deeds, and to delete what is younger than 30 days.

Older lines may go: RETENTION_LOG_DAYS says when they do. Old code serves on: it changes none.
"""

from django.db import migrations, models

import desk.people.models

KEPT_DAYS = 30
REFUSED = "the log of deeds is only added to"
SQLITE = [
    f"""
    CREATE TRIGGER people_deed_no_update BEFORE UPDATE ON people_deed
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER people_deed_no_delete BEFORE DELETE ON people_deed
    WHEN OLD.at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{KEPT_DAYS} days')
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    # REPLACE takes a row away without asking the trigger above.
    f"""
    CREATE TRIGGER people_deed_no_replace BEFORE INSERT ON people_deed
    WHEN EXISTS (SELECT 1 FROM people_deed WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION people_deed_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '{KEPT_DAYS} days' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '{REFUSED}';
    END $$
    """,
    """
    CREATE TRIGGER people_deed_only_grows BEFORE UPDATE OR DELETE ON people_deed
    FOR EACH ROW EXECUTE FUNCTION people_deed_only_grows()
    """,
    f"""
    CREATE FUNCTION people_deed_is_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSED}'; END $$
    """,
    """
    CREATE TRIGGER people_deed_is_never_emptied BEFORE TRUNCATE ON people_deed
    FOR EACH STATEMENT EXECUTE FUNCTION people_deed_is_never_emptied()
    """,
]


def guard(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [("people", "0003_counter_verbs")]

    operations = [
        migrations.AlterField(
            model_name="deed",
            name="verb",
            field=models.CharField(choices=desk.people.models.verbs, max_length=16),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
