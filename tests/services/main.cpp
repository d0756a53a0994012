#include "tests/services/tst_access.h"
#include "tests/services/tst_access_table.h"
#include "tests/services/tst_audit.h"
#include "tests/services/tst_audit_changes.h"
#include "tests/services/tst_audit_damage.h"
#include "tests/services/tst_authenticator.h"
#include "tests/services/tst_bulk_jobs.h"
#include "tests/services/tst_certificates.h"
#include "tests/services/tst_command_debts.h"
#include "tests/services/tst_command_feedback.h"
#include "tests/services/tst_command_model.h"
#include "tests/services/tst_command_receivers.h"
#include "tests/services/tst_commands.h"
#include "tests/services/tst_configurations.h"
#include "tests/services/tst_events.h"
#include "tests/services/tst_guard.h"
#include "tests/services/tst_import.h"
#include "tests/services/tst_jobs.h"
#include "tests/services/tst_key_use.h"
#include "tests/services/tst_people.h"
#include "tests/services/tst_registry.h"
#include "tests/services/tst_sessions.h"
#include "tests/services/tst_throttle.h"
#include "tests/services/tst_transfer_jobs.h"
#include "tests/services/tst_twins.h"
#include "tests/services/tst_uploads.h"
#include "tests/services/tst_writer.h"

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
    return run<AccessTest>(argc, argv) + run<AccessTableTest>(argc, argv) +
           run<AuditTest>(argc, argv) + run<AuditChangesTest>(argc, argv) +
           run<AuditDamageTest>(argc, argv) +
           run<AuthenticatorTest>(argc, argv) + run<CertificatesTest>(argc, argv) +
           run<CommandsTest>(argc, argv) + run<CommandReceiversTest>(argc, argv) +
           run<CommandDebtsTest>(argc, argv) + run<CommandFeedbackTest>(argc, argv) +
           run<CommandModelTest>(argc, argv) + run<ConfigurationsTest>(argc, argv) +
           run<EventsTest>(argc, argv) + run<BulkJobsTest>(argc, argv) + run<GuardTest>(argc, argv) +
           run<ImportTest>(argc, argv) + run<JobsTest>(argc, argv) +
           run<KeyUseTest>(argc, argv) +
           run<PeopleTest>(argc, argv) + run<RegistryTest>(argc, argv) + run<SessionsTest>(argc, argv) +
           run<ThrottleTest>(argc, argv) + run<TransferJobsTest>(argc, argv) + run<TwinsTest>(argc, argv) + run<UploadsTest>(argc, argv) +
           run<WriterTest>(argc, argv);
}
