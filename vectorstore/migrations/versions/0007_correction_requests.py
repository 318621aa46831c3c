"""Requests to correct what is said of an organization, and what became of them"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'correction_requests',
        sa.Column('number', sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column('reference', sa.String(length=32), nullable=False, unique=True),
        sa.Column('organization_id', sa.String(length=64), nullable=False),
        sa.Column('organization', sa.Text(), nullable=False),
        sa.Column('document_id', sa.String(length=64), nullable=True),
        sa.Column('quote', sa.Text(), nullable=True),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(
        'ix_correction_requests_organization_id',
        'correction_requests',
        ['organization_id'],
    )
    op.create_table(
        'correction_states',
        sa.Column('number', sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column(
            'request',
            sa.Integer(),
            sa.ForeignKey('correction_requests.number'),
            nullable=False,
        ),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(
        'ix_correction_states_request', 'correction_states', ['request']
    )


def downgrade() -> None:
    op.drop_index('ix_correction_states_request', 'correction_states')
    op.drop_table('correction_states')
    op.drop_index('ix_correction_requests_organization_id', 'correction_requests')
    op.drop_table('correction_requests')
