#include "tests/storage/tst_audit_store.h"
#include "tests/storage/tst_authority_store.h"
#include "tests/storage/tst_command_store.h"
#include "tests/storage/tst_database.h"
#include "tests/storage/tst_configuration_store.h"
#include "tests/storage/tst_event_batch.h"
#include "tests/storage/tst_event_log.h"
#include "tests/storage/tst_identity_store.h"
#include "tests/storage/tst_job_store.h"
#include "tests/storage/tst_key_boxes.h"
#include "tests/storage/tst_query_store.h"
#include "tests/storage/tst_small_stores.h"
#include "tests/storage/tst_tag_index.h"
#include "tests/storage/tst_twin_store.h"

#include <QCoreApplication>
#include <QTest>

namespace {

template <class Test>
int run(int argc, char** argv)
{
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    return run<AuditStoreTest>(argc, argv) + run<AuthorityStoreTest>(argc, argv) +
           run<CommandStoreTest>(argc, argv) + run<ConfigurationStoreTest>(argc, argv) +
           run<DatabaseTest>(argc, argv) + run<EventBatchTest>(argc, argv) +
           run<EventLogTest>(argc, argv) + run<IdentityStoreTest>(argc, argv) +
           run<JobStoreTest>(argc, argv) + run<KeyBoxesTest>(argc, argv) +
           run<QueryStoreTest>(argc, argv) +
           run<SmallStoresTest>(argc, argv) + run<TagIndexTest>(argc, argv) +
           run<TwinStoreTest>(argc, argv);
}
