#include "storage/sqlite/open.h"

#include "storage/sqlite/access_store.h"
#include "storage/sqlite/alert_store.h"
#include "storage/sqlite/audit_store.h"
#include "storage/sqlite/authority_store.h"
#include "storage/sqlite/command_store.h"
#include "storage/sqlite/configuration_store.h"
#include "storage/sqlite/denied_store.h"
#include "storage/sqlite/event_log.h"
#include "storage/sqlite/feedback_store.h"
#include "storage/sqlite/identity_store.h"
#include "storage/sqlite/job_store.h"
#include "storage/sqlite/key_use_store.h"
#include "storage/sqlite/mqtt_session_store.h"
#include "storage/sqlite/person_store.h"
#include "storage/sqlite/policy_store.h"
#include "storage/sqlite/query_store.h"
#include "storage/sqlite/queue_store.h"
#include "storage/sqlite/setting_store.h"
#include "storage/sqlite/state_database.h"
#include "storage/sqlite/twin_store.h"
#include "storage/sqlite/upload_store.h"

#include "base/private_file.h"

namespace hub::sqlite {
namespace {

class SqliteStorage final : public Storage
{
public:
    explicit SqliteStorage(Database database) : database_(std::move(database)) {}

    Result<void> openStores(const OpenOptions& options, const SecretBox& box, const Clock& clock)
    {
        HUB_TRY(identities_, IdentityStore::open(database_, box));
        HUB_TRY(policies_, PolicyStore::open(database_, box));
        HUB_TRY(people_, PersonStore::open(database_, box));
        HUB_TRY(authorities_, AuthorityStore::open(database_));
        HUB_TRY(access_, AccessStore::open(database_));
        HUB_TRY(audit_, AuditStore::open(database_, box));
        HUB_TRY(settings_, SettingStore::open(database_));
        HUB_TRY(mqttSessions_, MqttSessionStore::open(database_));
        HUB_TRY(twins_, TwinStore::open(database_));
        HUB_TRY(uploads_, UploadStore::open(database_));
        HUB_TRY(commands_, CommandStore::open(database_));
        HUB_TRY(queues_, QueueStore::open(database_));
        HUB_TRY(alerts_, AlertStore::open(database_));
        HUB_TRY(denied_, DeniedStore::open(database_));
        HUB_TRY(keyUses_, KeyUseStore::open(database_));
        HUB_TRY(jobs_, JobStore::open(database_));
        HUB_TRY(configurations_, ConfigurationStore::open(database_));
        HUB_TRY(feedback_, FeedbackStore::open(database_));
        HUB_TRY(events_,
                EventLog::open(options.folder / "telemetry",
                               options.readOnly ? Access::ReadOnly : Access::ReadWrite, clock));
        return success();
    }

    hub::IdentityStore& identities() override { return *identities_; }
    hub::PolicyStore& policies() override { return *policies_; }
    hub::PersonStore& people() override { return *people_; }
    hub::AuthorityStore& authorities() override { return *authorities_; }
    hub::AccessStore& access() override { return *access_; }
    hub::AuditStore& audit() override { return *audit_; }
    hub::SettingStore& settings() override { return *settings_; }
    hub::MqttSessionStore& mqttSessions() override { return *mqttSessions_; }
    hub::TwinStore& twins() override { return *twins_; }
    hub::QueryStore& queries() override { return queries_; }
    hub::UploadStore& uploads() override { return *uploads_; }
    hub::CommandStore& commands() override { return *commands_; }
    hub::QueueStore& queues() override { return *queues_; }
    hub::FeedbackStore& feedback() override { return *feedback_; }
    hub::AlertStore& alerts() override { return *alerts_; }
    hub::DeniedStore& denied() override { return *denied_; }
    hub::KeyUseStore& keyUses() override { return *keyUses_; }
    hub::JobStore& jobs() override { return *jobs_; }
    hub::ConfigurationStore& configurations() override { return *configurations_; }
    hub::EventLog& events() override { return *events_; }

    Result<void> transaction(const std::function<Result<void>()>& work) override
    {
        return database_.transaction(work);
    }

private:
    Database database_;
    std::unique_ptr<IdentityStore> identities_;
    std::unique_ptr<PolicyStore> policies_;
    std::unique_ptr<PersonStore> people_;
    std::unique_ptr<AuthorityStore> authorities_;
    std::unique_ptr<AccessStore> access_;
    std::unique_ptr<AuditStore> audit_;
    std::unique_ptr<SettingStore> settings_;
    std::unique_ptr<MqttSessionStore> mqttSessions_;
    std::unique_ptr<TwinStore> twins_;
    QueryStore queries_{database_};
    std::unique_ptr<UploadStore> uploads_;
    std::unique_ptr<CommandStore> commands_;
    std::unique_ptr<QueueStore> queues_;
    std::unique_ptr<FeedbackStore> feedback_;
    std::unique_ptr<AlertStore> alerts_;
    std::unique_ptr<DeniedStore> denied_;
    std::unique_ptr<KeyUseStore> keyUses_;
    std::unique_ptr<JobStore> jobs_;
    std::unique_ptr<ConfigurationStore> configurations_;
    std::unique_ptr<EventLog> events_;
};

} // namespace

Result<std::unique_ptr<Storage>> open(const OpenOptions& options,
                                      const SecretBox& box,
                                      const Clock& clock)
{
    if (!options.readOnly) {
        HUB_TRYV(makePrivateFolder(options.folder / "telemetry"));
    }
    HUB_TRY(Database database,
            openStateDatabase(options.folder,
                              options.readOnly ? Access::ReadOnly : Access::ReadWrite));
    if (!options.durable) {
        HUB_TRYV(database.execute("PRAGMA synchronous=OFF"));
    }
    auto storage = std::make_unique<SqliteStorage>(std::move(database));
    HUB_TRYV(storage->openStores(options, box, clock));
    return std::unique_ptr<Storage>(std::move(storage));
}

} // namespace hub::sqlite
