#include "widgets/pages/audit_panel.h"

#include "widgets/metrics.h"
#include "widgets/pages/change_rows.h"
#include "widgets/pages/detail_rows.h"
#include "widgets/pages/page_links.h"
#include "widgets/parts/button.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/scroll_column.h"
#include "widgets/theme.h"

#include "models/audit_table.h"
#include "models/json_changes.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostChars = 2'000;

QString text(const std::string& value)
{
    return plainLine(QString::fromStdString(value), kMostChars);
}

/// Devices can be opened; what begins so is about one, unless it is gone.
bool isAboutDevice(const hub::AuditRecord& record)
{
    for (const char* area : {"device.", "module.", "twin.", "command.", "queue.", "method."}) {
        if (record.action.starts_with(area)) {
            return !record.target.empty() && record.action != "device.delete";
        }
    }
    return false;
}

} // namespace

AuditPanel::AuditPanel(const PageContext& context)
    : Card(context.theme),
      context_(context),
      title_(new Label(context.theme, {}, TextStyle::PanelTitle)),
      details_(new DetailRows(context.theme, {})),
      proof_(new DetailRows(context.theme, tr("Proof"))),
      diff_(new ChangeRows(context.theme)),
      device_(new Button(context.theme, tr("Open device"), Icon::ArrowRight,
                         Button::Kind::Secondary))
{
    setObjectName(u"audit.panel"_s);
    setFixedWidth(kDetailPanelWidth);
    build();
    connect(device_, &Button::clicked, this, [this] {
        Q_EMIT context_.links.deviceWanted(target_.section(u'/', 0, 0));
    });
}

void AuditPanel::build()
{
    diff_->setObjectName(u"audit.diff"_s);
    device_->setObjectName(u"audit.device"_s);
    title_->setElide(Qt::ElideMiddle);
    auto* close = new IconButton(context_.theme, Icon::Close, tr("Close panel"));
    connect(close, &IconButton::clicked, this, &AuditPanel::closed);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(kPagePadding, 0, kPagePadding - 10, 0);
    top->addWidget(title_, 1);
    top->addWidget(close);
    auto* scroll = new ScrollColumn;
    scroll->body()->setSpacing(14);
    scroll->body()->addWidget(details_);
    scroll->body()->addWidget(device_, 0, Qt::AlignLeft);
    scroll->body()->addWidget(diff_);
    scroll->body()->addWidget(proof_);
    scroll->body()->addStretch(1);
    body()->setContentsMargins(0, 12, 0, 1);
    body()->addLayout(top);
    body()->addWidget(scroll, 1);
}

void AuditPanel::showRecord(const hub::AuditRecord& record)
{
    if (shown_ == record.sequence && !isHidden()) {
        return; // a record never changes
    }
    shown_ = record.sequence;
    target_ = QString::fromStdString(record.target);
    title_->setText(text(record.action));
    const bool byHub = record.actorKind == hub::kActorHub;
    details_->setRows(
        {{.name = tr("Object"), .value = text(record.target), .mono = true, .copyable = true},
         {.name = tr("Result"), .value = AuditTable::resultText(record)},
         {.name = tr("Time"), .value = dateTime(record.time), .toolTip = absoluteTime(record.time)},
         {.name = tr("Actor"), .value = AuditTable::actorText(record)},
         {.name = tr("Signed with"),
          .value = byHub                                ? QString()
                   : record.credential == "primaryKey"   ? tr("Primary key")
                   : record.credential == "secondaryKey" ? tr("Secondary key")
                                                         : text(record.credential)},
         {.name = tr("Rights"), .value = text(record.role), .toolTip = text(record.role)},
         {.name = tr("From"), .value = text(record.address), .mono = true, .copyable = true},
         {.name = tr("Request"), .value = text(record.requestId), .mono = true, .copyable = true}});
    device_->setVisible(isAboutDevice(record));
    showChanges(record);
    const QString hash = AuditTable::hashText(record);
    proof_->setRows(
        {{.name = tr("Record"), .value = u'#' + QString::number(record.sequence)},
         {.name = tr("Hash"), .value = hash, .mono = true, .toolTip = hash, .copyable = true}});
}

void AuditPanel::showChanges(const hub::AuditRecord& record)
{
    const QString heading = record.before.empty() && record.after.empty()
                                ? tr("Nothing more is recorded")
                                : tr("Before and after");
    diff_->setChanges(heading, changesIn(record.before, record.after));
}

} // namespace deck
