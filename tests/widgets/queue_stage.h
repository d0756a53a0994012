// The page Queues on a stage, over a fake hub with the queue of a device "pump".
#pragma once

#include "models/command_table.h"
#include "tests/widgets/page_stage.h"
#include "widgets/pages/queues_page.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/toast.h"

#include "api/queue.h"

#include <QAbstractButton>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

inline const hub::WallTime kNow = hub::wallFromMicros(1'795'354'326'000'000);
inline constexpr const char* kQueue = "/admin/queues/pump/commands";

inline hub::api::Command command(const std::string& id, const std::string& state = "waiting")
{
    hub::api::Command command;
    command.id = id;
    command.state = state;
    command.ack = "none";
    command.enqueued = kNow;
    command.expires = kNow + std::chrono::hours(48);
    command.messageId = "m-" + id;
    command.body = R"({"go":)" + id + "}";
    if (state == "completed" || state == "dead") {
        command.ended = kNow;
        command.reason = state == "dead" ? "rejected" : "";
    }
    return command;
}

inline QByteArray queueListJson()
{
    hub::api::QueueList list;
    for (const char* id : {"pump", "valve"}) {
        hub::api::QueueSummary queue;
        queue.deviceId = id;
        queue.counts = {.waiting = 3, .inFlight = 0, .completed = 0, .dead = 1};
        list.queues.push_back(queue);
    }
    list.total = 2;
    list.fleet = {.waiting = 6, .inFlight = 0, .completed = 0, .dead = 2};
    list.asOf = kNow;
    return jsonOf(list);
}

inline QByteArray lifeJson(const hub::api::Command& command)
{
    hub::api::CommandLife life;
    life.command = command;
    life.life = {{kNow, "enqueued", "admin", "iothubowner", {}}};
    return jsonOf(life);
}

class QueueStage
{
protected:
    /// features: what the hub says that it can do.
    void build(QSize size = {1'200, 760}, const std::vector<std::string>& features = {"queues"});

    /// The page with pump's queue open, its rows there.
    bool openPump(const std::vector<hub::api::Command>& commands);

    void answerQueue(const std::vector<hub::api::Command>& commands, bool held = false);
    bool chooseRow(int row, Qt::KeyboardModifiers modifiers = {});
    bool chooseTab(const char* tabs, int tab);
    QJsonObject lastSent(const QByteArray& path) const;
    QString newestToast() const;

    std::unique_ptr<PageStage> p_;
    QueuesPage* page_ = nullptr;
};

} // namespace deck::test
