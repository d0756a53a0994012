#include "widgets/pages/denied_view.h"

#include "widgets/metrics.h"
#include "widgets/pages/detail_rows.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/pages/row_list.h"
#include "widgets/parts/button.h"
#include "widgets/parts/card.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/dialog.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/text_field.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/theme.h"

#include "models/access_editor.h"
#include "models/access_texts.h"
#include "models/denied_table.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QVBoxLayout>

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kSearchAfterMs = 120;

/// What the list can be narrowed to; the first is all.
constexpr std::array<const char*, 9> kReasons{
    "",           "deviceUnknown", "tokenSignature", "tokenExpired",    "deviceDisabled",
    "blocked",    "notOnAllowList", "addressRejected", "lockedOut"};

RowList::Words words()
{
    return {.name = DeniedView::tr("Refused sign-ins"),
            .offline = DeniedView::tr("Who was refused shows when it answers again."),
            .tooOld = DeniedView::tr("This hub keeps no list of refusals."),
            .loading = DeniedView::tr("Reading who was refused"),
            .one = DeniedView::tr("1 caller"),
            .many = DeniedView::tr("%1 callers, the latest first")};
}

Status statusAt(const QModelIndex& index)
{
    if (index.data(DeniedTable::IgnoredRole).toBool()) {
        return Status::Offline;
    }
    return index.data(DeniedTable::UnknownRole).toBool() ? Status::Warning : Status::Failed;
}

} // namespace

DeniedView::DeniedView(const PageContext& context)
    : context_(context),
      model_(new DeniedTable(context.session, this)),
      editor_(new AccessEditor(context.session, this)),
      search_(new TextField(context.theme, tr("Filter refusals"))),
      reason_(new SelectField(context.theme, tr("Reason"))),
      ignored_(new CheckBox(context.theme, tr("Also ignored"))),
      forget_(new Button(context.theme, tr("Forget all…"), Icon::Trash, Button::Kind::Secondary)),
      rows_(new RowList(context, *model_, "denied", words())),
      title_(new Label(context.theme, {}, TextStyle::PanelTitle)),
      remedy_(new Label(context.theme, {}, TextStyle::Body)),
      details_(new DetailRows(context.theme, {})),
      register_(new Button(context.theme, tr("Register"), Icon::Plus, Button::Kind::Primary)),
      block_(new Button(context.theme, tr("Block…"), Icon::Ban, Button::Kind::Danger)),
      ignore_(new Button(context.theme, tr("Ignore"), Icon::EyeOff, Button::Kind::Secondary)),
      lift_(new Button(context.theme, tr("Lift lock-out"), Icon::Undo, Button::Kind::Secondary)),
      open_(new Button(context.theme, tr("Open device"), Icon::ArrowRight,
                       Button::Kind::Secondary)),
      explain_(new Button(context.theme, tr("Test now…"), Icon::Search, Button::Kind::Secondary))
{
    model_->setLive(false);
    buildTable();
    auto* column = new QVBoxLayout;
    column->setSpacing(kCardGap);
    column->addLayout(buildTools());
    column->addWidget(rows_, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kCardGap);
    row->addLayout(column, 1);
    panel_ = buildPanel();
    row->addWidget(panel_);
    panel_->hide();
    connectParts();
    sync();
}

QLayout* DeniedView::buildTools()
{
    search_->setObjectName(u"denied.search"_s);
    search_->setPlaceholder(tr("Id or address"));
    search_->setIcon(Icon::Search);
    search_->setClearable(true);
    search_->setKeyHint(u"/"_s);
    search_->setMaximumWidth(280);
    reason_->setObjectName(u"denied.reason"_s);
    ignored_->setObjectName(u"denied.ignored"_s);
    forget_->setObjectName(u"denied.forget"_s);
    for (const char* reason : kReasons) {
        reason_->addItem(*reason == 0 ? tr("Any reason")
                                      : denialText(QString::fromLatin1(reason)));
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(search_, 1);
    row->addWidget(reason_);
    row->addWidget(ignored_);
    row->addStretch(0);
    row->addWidget(forget_);
    return row;
}

void DeniedView::buildTable()
{
    DataTable& table = rows_->table();
    table.setObjectName(u"denied.table"_s);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setStatusOf(statusAt);
    table.setColumns({{.style = CellStyle::Secondary, .width = 84},
                      {.style = CellStyle::Mono, .width = 130, .stretch = true},
                      {.style = CellStyle::Status, .width = 200},
                      {.style = CellStyle::Mono, .width = 140},
                      {.style = CellStyle::Secondary, .width = 92},
                      {.style = CellStyle::Secondary, .width = 72}});
    rows_->setRoom({{DeniedTable::Protocol, 700}, {DeniedTable::Count, 620}});
    rows_->setNothing([this](EmptyState& empty) { sayNothing(empty); });
}

QWidget* DeniedView::buildPanel()
{
    title_->setElide(Qt::ElideMiddle);
    remedy_->setWordWrap(true);
    remedy_->setObjectName(u"denied.remedy"_s);
    auto* close = new IconButton(context_.theme, Icon::Close, tr("Close panel"));
    connect(close, &IconButton::clicked, this, &DeniedView::closePanel);
    auto* top = new QHBoxLayout;
    top->addWidget(title_, 1);
    top->addWidget(close);
    auto* card = new Card(context_.theme);
    card->setObjectName(u"denied.panel"_s);
    card->setFixedWidth(kDetailPanelWidth);
    card->body()->addLayout(top);
    card->body()->addWidget(remedy_);
    card->body()->addWidget(details_);
    const std::array<std::pair<Button*, const char*>, 6> acts{
        {{register_, "denied.register"}, {open_, "denied.open"}, {lift_, "denied.lift"},
         {block_, "denied.block"}, {ignore_, "denied.ignore"}, {explain_, "denied.explain"}}};
    for (const auto& [button, name] : acts) {
        button->setObjectName(QString::fromLatin1(name));
        card->body()->addWidget(button, 0, Qt::AlignLeft);
    }
    card->body()->addStretch(1);
    return card;
}

void DeniedView::connectParts()
{
    searchSoon_.setSingleShot(true);
    searchSoon_.setInterval(kSearchAfterMs);
    connect(search_, &TextField::textChanged, &searchSoon_, qOverload<>(&QTimer::start));
    connect(&searchSoon_, &QTimer::timeout, this,
            [this] { model_->setContains(search_->text().trimmed()); });
    connect(reason_, &QComboBox::currentIndexChanged, this, [this](int index) {
        model_->setReason(QString::fromLatin1(kReasons[std::size_t(index)]));
    });
    connect(ignored_, &CheckBox::toggled, model_, &DeniedTable::setShowsIgnored);
    connect(forget_, &Button::clicked, this, &DeniedView::askForget);
    connect(rows_, &RowList::synced, this, &DeniedView::sync);
    connect(rows_, &RowList::nothingClicked, this, [this] {
        search_->setText({});
        reason_->setCurrentIndex(0);
    });
    connect(&rows_->table(), &DataTable::rowSelectionChanged, this, &DeniedView::syncPanel);
    PermissionGate::guard({forget_, ignore_, lift_, block_}, context_.session, {hub::Permission::Access, true});
    PermissionGate::guard({register_}, context_.session, {hub::Permission::Enroll});
    connect(register_, &Button::clicked, this, &DeniedView::registerChosen);
    connect(ignore_, &Button::clicked, this, &DeniedView::ignoreChosen);
    connect(lift_, &Button::clicked, this, &DeniedView::liftChosen);
    const auto withCaller = [this](auto act) {
        return [this, act] {
            if (const DeniedCaller* const caller = model_->callerAt(rows_->chosenRow())) {
                act(*caller);
            }
        };
    };
    connect(block_, &Button::clicked, this, withCaller([this](const DeniedCaller& caller) {
                Q_EMIT blockWanted(caller.deviceId.section(u'/', 0, 0));
            }));
    connect(open_, &Button::clicked, this, withCaller([this](const DeniedCaller& caller) {
                Q_EMIT context_.links.deviceWanted(caller.deviceId.section(u'/', 0, 0));
            }));
    connect(explain_, &Button::clicked, this, withCaller([this](const DeniedCaller& caller) {
                Q_EMIT explainWanted(caller.deviceId, caller.address);
            }));
}

void DeniedView::sayNothing(EmptyState& empty) const
{
    const bool filtered = !model_->contains().isEmpty() || !model_->reason().isEmpty();
    empty.setIcon(filtered ? Icon::Filter : Icon::Check);
    if (filtered) {
        empty.setTexts(tr("Nobody matches"), tr("Others may have been refused."));
        empty.setPrimary(tr("Clear filter"));
    } else {
        empty.setTexts(tr("Nobody was refused"),
                       tr("Who tries to sign in and may not stands here, with the reason and what "
                          "helps."));
    }
}

void DeniedView::sync()
{
    forget_->setEnabled(context_.session.isOnline() && model_->rowCount() > 0);
    syncPanel();
    if (model_->hasRows()) {
        Q_EMIT counted(model_->total());
    }
}

void DeniedView::syncPanel()
{
    const DeniedCaller* const caller = model_->callerAt(rows_->chosenRow());
    panel_->setVisible(caller != nullptr);
    if (caller != nullptr) {
        showCaller(*caller);
    }
}

void DeniedView::showCaller(const DeniedCaller& caller)
{
    const bool online = context_.session.isOnline();
    const DenialRemedies can = remediesFor(caller.reason, caller.deviceId, caller.lockedOut);
    title_->setText(caller.deviceId.isEmpty() ? caller.address : plainLine(caller.deviceId, 100));
    remedy_->setText(sentence(caller.remedy));
    details_->setRows(
        {{.name = tr("Refused"), .value = denialText(caller.reason), .toolTip = caller.detail},
         {.name = tr("Detail"), .value = caller.detail, .toolTip = caller.detail},
         {.name = tr("Address"), .value = caller.address, .mono = true, .copyable = true},
         {.name = tr("Protocol"), .value = caller.protocol.toUpper()},
         {.name = tr("Tries"), .value = countText(caller.count)},
         {.name = tr("Locked out"),
          .value = caller.lockedOut == 0 ? QString() : tr("%1 of them").arg(caller.lockedOut)},
         {.name = tr("First"),
          .value = dateTime(caller.first),
          .toolTip = absoluteTime(caller.first)},
         {.name = tr("Last"),
          .value = dateTime(caller.last),
          .toolTip = absoluteTime(caller.last)}});
    const bool known = !caller.deviceId.isEmpty() && caller.reason != "deviceUnknown"_L1;
    register_->setVisible(can.canRegister);
    open_->setVisible(known);
    lift_->setVisible(can.canLift);
    block_->setVisible(can.canBlock);
    ignore_->setVisible(!caller.deviceId.isEmpty());
    ignore_->setText(caller.ignored ? tr("Show again") : tr("Ignore"));
    ignore_->setIconName(caller.ignored ? Icon::Eye : Icon::EyeOff);
    for (Button* button : {register_, lift_, block_, ignore_, explain_}) {
        button->setEnabled(online);
    }
}

bool DeniedView::closePanel()
{
    const bool wasOpen = !panel_->isHidden();
    rows_->table().clearSelection();
    syncPanel();
    return wasOpen;
}

void DeniedView::registerChosen()
{
    const DeniedCaller* const caller = model_->callerAt(rows_->chosenRow());
    if (caller == nullptr) {
        return;
    }
    register_->setBusy(true);
    const QString id = caller->deviceId;
    editor_->registerDevice(id, [this, id](const ActResult& result) {
        register_->setBusy(false);
        if (!result.ok()) {
            finish(result);
            return;
        }
        context_.toasts.add({.text = result.text, .icon = Icon::Check, .action = tr("Open device")},
                            [view = QPointer(this), id](ToastEnd end) {
                                if (view && end == ToastEnd::Action) {
                                    Q_EMIT view->context_.links.deviceWanted(id);
                                }
                            });
    });
}

void DeniedView::ignoreChosen()
{
    if (const DeniedCaller* const caller = model_->callerAt(rows_->chosenRow())) {
        editor_->ignore(caller->deviceId, !caller->ignored,
                        [this](const ActResult& result) { finish(result); });
    }
}

void DeniedView::liftChosen()
{
    if (const DeniedCaller* const caller = model_->callerAt(rows_->chosenRow())) {
        editor_->liftLockout(caller->address, [this](const ActResult& result) { finish(result); });
    }
}

void DeniedView::askForget()
{
    auto* dialog = new Dialog(context_.theme, tr("Forget all refusals"), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.forgetDenied"_s);
    dialog->setText(tr("The list becomes empty, also of those that are ignored. Who tries again "
                       "stands here again. This cannot be undone."));
    Button* const cancel =
        dialog->addButton(tr("Cancel"), Button::Kind::Secondary, Dialog::Answer::Reject);
    dialog->addButton(tr("Forget all"), Button::Kind::Danger, Dialog::Answer::Accept)
        ->setObjectName(u"forgetDenied.accept"_s);
    dialog->setDefaultButton(cancel);
    connect(dialog, &QDialog::accepted, this, [this] {
        editor_->forgetDenied([this](const ActResult& result) { finish(result); });
    });
    dialog->open();
}

void DeniedView::finish(const ActResult& result)
{
    reportResult(context_, result);
    rows_->refresh();
}

void DeniedView::focusFilter()
{
    search_->edit()->setFocus(Qt::ShortcutFocusReason);
}

void DeniedView::refresh()
{
    rows_->refresh();
}

} // namespace deck
