"""The sentences of chunks, so that passages are ranked and quoted by them"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('chunks', sa.Column('sentence_spans', sa.JSON(), nullable=True))
    op.add_column(
        'chunks', sa.Column('sentence_vectors', sa.LargeBinary(), nullable=True)
    )


def downgrade() -> None:
    op.drop_column('chunks', 'sentence_vectors')
    op.drop_column('chunks', 'sentence_spans')
