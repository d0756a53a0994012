// One thread's way to everything that is kept. A hub opens one for its writer and one per reader;
// each is used by one thread at a time and blocks.
#pragma once

#include "storage/access_store.h"
#include "storage/alert_store.h"
#include "storage/audit_store.h"
#include "storage/authority_store.h"
#include "storage/command_store.h"
#include "storage/configuration_store.h"
#include "storage/denied_store.h"
#include "storage/event_log.h"
#include "storage/feedback_store.h"
#include "storage/identity_store.h"
#include "storage/job_store.h"
#include "storage/key_use_store.h"
#include "storage/mqtt_session_store.h"
#include "storage/person_store.h"
#include "storage/policy_store.h"
#include "storage/query_store.h"
#include "storage/queue_store.h"
#include "storage/setting_store.h"
#include "storage/twin_store.h"
#include "storage/upload_store.h"

#include <functional>

namespace hub {

class Storage
{
public:
    virtual ~Storage() = default;

    virtual IdentityStore& identities() = 0;
    virtual PolicyStore& policies() = 0;
    virtual PersonStore& people() = 0;
    virtual AuthorityStore& authorities() = 0;
    virtual AccessStore& access() = 0;
    virtual AuditStore& audit() = 0;
    virtual SettingStore& settings() = 0;
    virtual CommandStore& commands() = 0;
    virtual QueueStore& queues() = 0;
    virtual FeedbackStore& feedback() = 0;
    virtual MqttSessionStore& mqttSessions() = 0;
    virtual TwinStore& twins() = 0;
    virtual QueryStore& queries() = 0;
    virtual UploadStore& uploads() = 0;
    virtual AlertStore& alerts() = 0;
    virtual DeniedStore& denied() = 0;
    virtual KeyUseStore& keyUses() = 0;
    virtual JobStore& jobs() = 0;
    virtual ConfigurationStore& configurations() = 0;
    virtual EventLog& events() = 0;

    /// Runs `work` over all stores but the log as one durable transaction, or, inside another
    /// transaction, as a part of it that can fail alone. An error of `work` undoes it and is passed
    /// on. Errors of the store itself: DiskFull, StorageFailed.
    virtual Result<void> transaction(const std::function<Result<void>()>& work) = 0;
};

} // namespace hub
