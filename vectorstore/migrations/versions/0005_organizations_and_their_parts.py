"""Organizations, their parts in documents, and when activities began and ended"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'organizations',
        sa.Column('id', sa.String(length=64), primary_key=True),
        sa.Column('key', sa.Text(), nullable=False, unique=True),
        sa.Column('name', sa.Text(), nullable=False),
    )
    op.create_table(
        'participations',
        sa.Column(
            'document_id',
            sa.String(length=64),
            sa.ForeignKey('documents.id', ondelete='CASCADE'),
            primary_key=True,
        ),
        sa.Column('position', sa.Integer(), primary_key=True),
        sa.Column(
            'organization_id',
            sa.String(length=64),
            sa.ForeignKey('organizations.id'),
            nullable=False,
        ),
        sa.Column('role', sa.String(length=32), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('identifier', sa.Text(), nullable=True),
        sa.Column('kind', sa.String(length=64), nullable=True),
        sa.Column('country', sa.String(length=2), nullable=True),
    )
    op.create_index(
        'ix_participations_organization_id', 'participations', ['organization_id']
    )
    op.create_table(
        'organization_names',
        sa.Column('name', sa.Text(), primary_key=True),
        sa.Column('vector', sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        'organization_aliases',
        sa.Column('number', sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column('one_key', sa.Text(), nullable=False),
        sa.Column('other_key', sa.Text(), nullable=False),
        sa.Column('is_same', sa.Boolean(), nullable=False),
        sa.Column('since', sa.String(length=10), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column('documents', sa.Column('started', sa.String(length=32), nullable=True))
    op.add_column('documents', sa.Column('ended', sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column('documents', 'ended')
    op.drop_column('documents', 'started')
    op.drop_table('organization_aliases')
    op.drop_table('organization_names')
    op.drop_index('ix_participations_organization_id', 'participations')
    op.drop_table('participations')
    op.drop_table('organizations')
