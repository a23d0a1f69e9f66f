"""Public links get a key, by which flows and packages name them."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("form_link", sa.Column("key", sa.String(48), nullable=True))
    link = sa.table("form_link", *map(sa.column, ("id", "app", "form", "key")))
    numbers: dict[tuple[str, str], int] = {}
    for row in op.get_bind().execute(sa.select(link.c.id, link.c.app, link.c.form).order_by(link.c.id)).all():
        place = (row.app, row.form)
        numbers[place] = numbers.get(place, 0) + 1
        op.execute(sa.update(link).where(link.c.id == row.id).values(key=f"link_{numbers[place]}"))
    op.create_index("uq_form_link_key", "form_link", ["app", "form", "key"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_form_link_key", table_name="form_link")
    op.drop_column("form_link", "key")
