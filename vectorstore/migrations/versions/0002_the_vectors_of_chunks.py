"""The vectors of chunks, so that Chroma can be built anew"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('chunks', sa.Column('vector', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column('chunks', 'vector')
