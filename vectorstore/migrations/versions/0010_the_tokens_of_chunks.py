"""The tokens of chunks"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'chunks', sa.Column('token_vectors', sa.LargeBinary(), nullable=True)
    )


def downgrade() -> None:
    op.drop_column('chunks', 'token_vectors')
