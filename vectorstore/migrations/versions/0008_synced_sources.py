"""Addresses kept in step, what is said of tables' columns, sites of organizations"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'synced_sources',
        sa.Column('name', sa.String(length=64), primary_key=True),
        sa.Column('declaration', sa.Text(), nullable=False),
        sa.Column('url', sa.Text(), nullable=False),
        sa.Column('platform', sa.Text(), nullable=False),
        sa.Column('parts', sa.Integer(), nullable=False),
        sa.Column('run', sa.String(length=32), nullable=True),
        sa.Column('result', sa.String(length=16), nullable=False),
        sa.Column('records', sa.Integer(), nullable=False),
        sa.Column('pages', sa.Integer(), nullable=False),
        sa.Column('failures', sa.JSON(), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        'synced_pages',
        sa.Column(
            'source',
            sa.String(length=64),
            sa.ForeignKey('synced_sources.name', ondelete='CASCADE'),
            primary_key=True,
        ),
        sa.Column('url', sa.Text(), primary_key=True),
        sa.Column('etag', sa.Text(), nullable=True),
        sa.Column('last_modified', sa.Text(), nullable=True),
        sa.Column('content_hash', sa.String(length=64), nullable=False),
        sa.Column('link', sa.Text(), nullable=True),
        sa.Column('run', sa.String(length=32), nullable=False),
    )
    op.create_table(
        'table_mappings',
        sa.Column('place', sa.Text(), primary_key=True),
        sa.Column('mapping', sa.Text(), nullable=False),
        sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column('participations', sa.Column('uri', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('participations', 'uri')
    op.drop_table('table_mappings')
    op.drop_table('synced_pages')
    op.drop_table('synced_sources')
