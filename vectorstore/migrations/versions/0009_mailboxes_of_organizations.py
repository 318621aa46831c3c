"""Public mailboxes of organizations, as sources publish them"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('participations', sa.Column('mailbox', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('participations', 'mailbox')
