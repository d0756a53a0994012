#include "tests/widgets/queue_stage.h"

namespace deck::test {

void QueueStage::build(QSize size, const std::vector<std::string>& features)
{
    page_ = nullptr;
    p_.reset();
    p_ = std::make_unique<PageStage>(features, size);
    p_->fake.answer("/admin/queues", 200, queueListJson());
    p_->fake.answer("/admin/dead-letters", 200, R"({"commands":[],"asOf":"2026-11-22T12:00:00Z"})");
    for (const char* id : {"1", "2", "3"}) {
        p_->fake.answer(QByteArray(kQueue) + '/' + id, 200, lifeJson(command(id)));
    }
    answerQueue({});
}

void QueueStage::answerQueue(const std::vector<hub::api::Command>& commands, bool held)
{
    hub::api::Queue queue;
    queue.deviceId = "pump";
    queue.counts.waiting = commands.size();
    queue.counts.dead = 1;
    queue.commands = commands;
    queue.asOf = kNow;
    if (held) {
        queue.hold = hub::api::QueueHold{kNow, "eva", "being mended"};
    }
    p_->fake.answer(kQueue, 200, jsonOf(queue));
}

bool QueueStage::openPump(const std::vector<hub::api::Command>& commands)
{
    answerQueue(commands);
    if (!p_->online()) {
        return false;
    }
    page_ = new QueuesPage(p_->context());
    p_->stage.add(page_);
    if (!p_->stage.show()) {
        return false;
    }
    page_->openQueue(u"pump"_s);
    auto& table = *p_->part<DataTable>("queue.table");
    return QTest::qWaitFor(
        [&] { return table.model()->rowCount() == int(commands.size()) && table.isVisible(); });
}

bool QueueStage::chooseRow(int row, Qt::KeyboardModifiers modifiers)
{
    auto& table = *p_->part<DataTable>("queue.table");
    const QRect cell = table.visualRect(table.model()->index(row, CommandTable::State));
    QTest::mouseClick(p_->stage.window.windowHandle(), Qt::LeftButton, modifiers,
                      table.viewport()->mapTo(&p_->stage.window, cell.center()));
    return table.selectedCount() > 0;
}

bool QueueStage::chooseTab(const char* tabs, int tab)
{
    auto* const segments = p_->part<Segmented>(tabs);
    Stage::click(*segments->findChildren<QAbstractButton*>().value(tab));
    return segments->current() == tab;
}

QJsonObject QueueStage::lastSent(const QByteArray& path) const
{
    QJsonObject sent;
    for (const FakeHub::Request& request : p_->fake.requestsOf(path)) {
        if (!request.body.isEmpty()) {
            sent = QJsonDocument::fromJson(request.body).object();
        }
    }
    return sent;
}

QString QueueStage::newestToast() const
{
    const auto toasts = p_->stage.window.findChildren<Toast*>();
    const auto labels = toasts.isEmpty() ? QList<Label*>() : toasts.last()->findChildren<Label*>();
    return labels.isEmpty() ? QString() : labels.first()->text();
}

} // namespace deck::test
