// What has happened lately, as a table that fills by itself.
#pragma once

#include "widgets/pages/page.h"

#include "models/hub_event_log.h"

namespace deck {

class DataTable;
class EmptyState;
class TableCard;
enum class Status;

/// The shape that stands for a kind of event.
Status statusFor(HubEventLog::Kind kind);

class EventsCard final : public QWidget
{
    Q_OBJECT

public:
    explicit EventsCard(const PageContext& context);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void sync();

    PageContext context_;
    DataTable* table_;
    TableCard* card_;
    EmptyState* empty_;
};

} // namespace deck
