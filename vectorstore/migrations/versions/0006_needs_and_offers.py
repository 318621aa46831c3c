"""Needs and offers: their states, their matches, and how far jobs followed changes"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'change_cursors',
        sa.Column('name', sa.String(length=64), primary_key=True),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('recipe', sa.Text(), nullable=False),
    )
    op.create_table(
        'posting_states',
        sa.Column('number', sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column('document_id', sa.String(length=64), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('who', sa.Text(), nullable=False),
        sa.Column('why', sa.Text(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(
        'ix_posting_states_document_id', 'posting_states', ['document_id']
    )
    op.create_table(
        'posting_matches',
        sa.Column(
            'need_id',
            sa.String(length=64),
            sa.ForeignKey('documents.id', ondelete='CASCADE'),
            primary_key=True,
        ),
        sa.Column(
            'offer_id',
            sa.String(length=64),
            sa.ForeignKey('documents.id', ondelete='CASCADE'),
            primary_key=True,
        ),
        sa.Column('score', sa.Float(), nullable=False),
        sa.Column('parts', sa.JSON(), nullable=False),
        sa.Column('need_span', sa.JSON(), nullable=False),
        sa.Column('offer_span', sa.JSON(), nullable=False),
    )
    op.create_index(
        'ix_posting_matches_offer_id', 'posting_matches', ['offer_id']
    )


def downgrade() -> None:
    op.drop_index('ix_posting_matches_offer_id', 'posting_matches')
    op.drop_table('posting_matches')
    op.drop_index('ix_posting_states_document_id', 'posting_states')
    op.drop_table('posting_states')
    op.drop_table('change_cursors')
