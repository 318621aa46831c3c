"""Ids of all chunks and what filters look at, read without the large rows"""

from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_chunks_of_document', 'chunks', ['document_id', 'id'])
    op.create_index('ix_chunks_of_language', 'chunks', ['language', 'id'])
    op.drop_index('ix_chunks_document_id', 'chunks')
    op.create_index(
        'ix_documents_filtered',
        'documents',
        ['id', 'platform', 'language', 'kind', 'published', 'visibility'],
    )


def downgrade() -> None:
    op.drop_index('ix_documents_filtered', 'documents')
    op.create_index('ix_chunks_document_id', 'chunks', ['document_id'])
    op.drop_index('ix_chunks_of_language', 'chunks')
    op.drop_index('ix_chunks_of_document', 'chunks')
