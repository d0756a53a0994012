// One hub in the list of the switcher: state, name and address; a tick at the present one.
#pragma once

#include "widgets/parts/painted_button.h"
#include "widgets/parts/status_mark.h"

#include "models/hub_session.h"

class QModelIndex;

namespace deck {

Status statusOf(HubSession::State state);

class HubRow final : public PaintedButton
{
    Q_OBJECT

public:
    /// hub is a row of a HubList.
    HubRow(Theme& theme, const QModelIndex& hub, const QString& currentId);

    const QString& hubId() const { return id_; }
    QSize sizeHint() const override { return {300, 46}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString id_;
    QString address_;
    HubSession::State state_;
    bool current_;
};

} // namespace deck
