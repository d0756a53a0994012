#include "widgets/pages/device_method_box.h"

#include "widgets/metrics.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/table_card.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/device_record.h"

#include <QClipboard>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QIntValidator>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPayloadHeight = 76;
constexpr int kLeastAnswerLines = 2;
constexpr int kMostAnswerLines = 10;
constexpr int kHistoryRows = 4;
constexpr int kTimeWidth = 92;
constexpr int kBorders = 4; ///< of the card of what was called
constexpr int kMostSeconds = 999; ///< what can be typed; the model knows the limits

Status statusFor(const MethodOutcome& outcome)
{
    if (outcome.kind == MethodOutcome::Kind::Answered) {
        return wentWell(outcome) ? Status::Online : Status::Warning;
    }
    return outcome.kind == MethodOutcome::Kind::Cancelled ? Status::Offline : Status::Failed;
}

/// What the numbers say by convention; devices may mean something else.
QString meaningOf(qint64 status)
{
    switch (status) {
    case 400: return DeviceMethodBox::tr("By convention: the payload is not what it expects.");
    case 404: return DeviceMethodBox::tr("By convention: it has no method of that name.");
    case 501: return DeviceMethodBox::tr("By convention: it has no method of that name.");
    default: return {};
    }
}

} // namespace

DeviceMethodBox::DeviceMethodBox(const PageContext& context, DeviceRecord& record)
    : Card(context.theme),
      context_(context),
      record_(record),
      call_(new MethodCall(context.session, context.methods, this)),
      unsupported_(new Label(context.theme, tr("This hub passes no method calls on."),
                             TextStyle::Body, &Tokens::text2)),
      name_(new TextField(context.theme, tr("Method"))),
      payload_(new TextArea(context.theme, tr("Payload, JSON"))),
      response_(new TextField(context.theme, tr("Seconds to answer"))),
      connect_(new TextField(context.theme, tr("Seconds to connect"))),
      callButton_(new Button(context.theme, tr("Call"), Icon::Play, Button::Kind::Primary)),
      cancel_(new Button(context.theme, tr("Cancel"), Button::Kind::Secondary)),
      hint_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      status_(new StatusMark(context.theme, Status::Online, {})),
      duration_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      copy_(new IconButton(context.theme, Icon::Copy, tr("Copy the answer"))),
      sentence_(new Label(context.theme, {}, TextStyle::BodyMedium)),
      remedy_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      result_(new TextArea(context.theme, tr("Answer"))),
      history_(new DataTable(context.theme, tr("Methods called lately"))),
      historyCard_(new TableCard(context.theme, history_))
{
    setTitle(tr("Call a method"));
    form_ = buildForm();
    answer_ = buildAnswer();
    buildHistory();
    body()->addWidget(unsupported_);
    body()->addWidget(form_);
    body()->addWidget(answer_);
    fill({});
    tick_.setInterval(1'000);
    connect(&tick_, &QTimer::timeout, this, &DeviceMethodBox::syncHint);
    connect(call_, &MethodCall::changed, this, &DeviceMethodBox::sync);
    connect(&record, &DeviceRecord::changed, this, &DeviceMethodBox::syncHint);
    connect(&context.session, &HubSession::stateChanged, this, &DeviceMethodBox::sync);
    connect(&context.methods, &MethodHistory::rowsInserted, this, &DeviceMethodBox::syncHistory);
    sync();
    syncHistory();
}

QWidget* DeviceMethodBox::buildForm()
{
    name_->setObjectName(u"device.method.name"_s);
    name_->setMono(true);
    name_->setPlaceholder(tr("Name, for example reboot"));
    payload_->setObjectName(u"device.method.payload"_s);
    payload_->setPlaceholder(tr("JSON, or nothing"));
    payload_->setFixedHeight(kPayloadHeight);
    connect(name_, &TextField::submitted, this, &DeviceMethodBox::call);
    connect(name_, &TextField::textEdited, this, &DeviceMethodBox::forgetFaults);
    connect(payload_, &TextArea::textChanged, this, &DeviceMethodBox::forgetFaults);
    auto* form = new QWidget;
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kCardGap);
    column->addWidget(new FormRow(context_.theme, tr("Method"), name_));
    column->addWidget(new FormRow(context_.theme, tr("Payload"), payload_));
    column->addLayout(buildTimes());
    column->addLayout(buildButtons());
    return form;
}

QLayout* DeviceMethodBox::buildTimes()
{
    response_->setObjectName(u"device.method.response"_s);
    connect_->setObjectName(u"device.method.connect"_s);
    auto* row = new QHBoxLayout;
    row->setSpacing(kBlockGap);
    const auto add = [&](TextField* field, const QString& label) {
        field->edit()->setValidator(new QIntValidator(0, kMostSeconds, field));
        field->setMinimumWidth(kTimeWidth);
        connect(field, &TextField::submitted, this, &DeviceMethodBox::call);
        connect(field, &TextField::textEdited, this, &DeviceMethodBox::forgetFaults);
        row->addWidget(new FormRow(context_.theme, label, field), 1, Qt::AlignTop);
    };
    add(response_, tr("Time to answer, s"));
    add(connect_, tr("Time to connect, s"));
    return row;
}

QLayout* DeviceMethodBox::buildButtons()
{
    callButton_->setObjectName(u"device.method.call"_s);
    callButton_->setToolTip(tr("Call (Ctrl+Enter)"));
    cancel_->setObjectName(u"device.method.cancel"_s);
    hint_->setObjectName(u"device.method.hint"_s);
    hint_->setWordWrap(true);
    PermissionGate::guard({callButton_}, context_.session, {hub::Permission::Operate});
    connect(callButton_, &Button::clicked, this, &DeviceMethodBox::call);
    connect(cancel_, &Button::clicked, call_, &MethodCall::cancel);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(callButton_);
    row->addWidget(cancel_);
    row->addSpacing(4);
    row->addWidget(hint_, 1);
    return row;
}

QWidget* DeviceMethodBox::buildAnswer()
{
    status_->setPill(true);
    status_->setObjectName(u"device.method.status"_s);
    sentence_->setObjectName(u"device.method.sentence"_s);
    sentence_->setWordWrap(true);
    remedy_->setWordWrap(true);
    result_->setObjectName(u"device.method.answer"_s);
    result_->setReadOnly(true);
    connect(copy_, &IconButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(result_->text()); });
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(status_);
    head->addWidget(duration_, 1);
    head->addWidget(copy_);
    auto* answer = new QWidget;
    auto* column = new QVBoxLayout(answer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(head);
    column->addWidget(sentence_);
    column->addWidget(remedy_);
    column->addWidget(result_);
    return answer;
}

void DeviceMethodBox::buildHistory()
{
    history_->setObjectName(u"device.method.history"_s);
    history_->setCompact(true);
    history_->setSelectionMode(QAbstractItemView::SingleSelection);
    history_->setStatusOf([](const QModelIndex& index) {
        return index.data(MethodHistory::WellRole).toBool() ? Status::Online : Status::Warning;
    });
    history_->setColumns({{.style = CellStyle::Mono, .width = 90, .stretch = true},
                          {.style = CellStyle::Mono, .width = 140},
                          {.style = CellStyle::Status, .width = 156},
                          {.style = CellStyle::Secondary, .width = 76, .align = Qt::AlignRight},
                          {.style = CellStyle::Mono, .width = 92, .align = Qt::AlignRight}});
    history_->setModel(&context_.methods);
    historyCard_->setFooter(tr("Lately called from here"), tr("Enter fills it in again"));
    connect(history_, &DataTable::activated, this, [this](const QModelIndex& index) {
        fill(context_.methods.callAt(index.row()).draft);
        name_->edit()->setFocus(Qt::ShortcutFocusReason);
    });
}

void DeviceMethodBox::setDevice(const QString& deviceId)
{
    call_->setDevice(deviceId);
    syncHistory();
}

MethodDraft DeviceMethodBox::draft() const
{
    return {.name = name_->text().trimmed(),
            .payload = payload_->text().trimmed(),
            .responseSeconds = response_->text().toInt(),
            .connectSeconds = connect_->text().toInt()};
}

void DeviceMethodBox::fill(const MethodDraft& draft)
{
    name_->setText(draft.name);
    payload_->setText(draft.payload);
    response_->setText(QString::number(draft.responseSeconds));
    connect_->setText(QString::number(draft.connectSeconds));
    forgetFaults();
}

void DeviceMethodBox::call()
{
    if (!callButton_->isEnabled() || call_->isRunning()) {
        return;
    }
    const MethodCall::Faults faults = MethodCall::check(draft());
    showFaults(faults);
    if (!faults.any()) {
        call_->start(draft());
    }
}

void DeviceMethodBox::showFaults(const MethodCall::Faults& faults)
{
    name_->setError(faults.name);
    payload_->setError(faults.payload);
    payload_->setFixedHeight(kPayloadHeight + (faults.payload.isEmpty() ? 0 : 22));
    response_->setError(faults.responseSeconds);
    connect_->setError(faults.connectSeconds);
    if (!faults.name.isEmpty()) {
        name_->edit()->setFocus();
    } else if (!faults.payload.isEmpty()) {
        payload_->edit()->setFocus();
    }
}

void DeviceMethodBox::forgetFaults()
{
    showFaults({});
}

void DeviceMethodBox::sync()
{
    const bool supported = call_->isSupported() || !context_.session.capabilities();
    unsupported_->setVisible(!supported);
    form_->setVisible(supported);
    callButton_->setBusy(call_->isRunning());
    callButton_->setEnabled(context_.session.isOnline());
    cancel_->setVisible(call_->isRunning());
    if (call_->isRunning()) {
        tick_.start();
    } else {
        tick_.stop();
    }
    syncHint();
    syncAnswer();
}

/// Beside the button: how long it waits, or why it will not come to anything.
void DeviceMethodBox::syncHint()
{
    QString hint;
    if (call_->isRunning()) {
        hint = tr("Waiting for %1 s").arg(call_->secondsRunning());
    } else if (!context_.session.isOnline()) {
        hint = tr("The hub cannot be reached at the moment.");
    } else if (record_.device() && !record_.device()->connection) {
        hint = tr("The device is not connected. Give it time to connect, and call.");
    }
    hint_->setText(hint);
}

void DeviceMethodBox::syncAnswer()
{
    const std::optional<MethodOutcome>& outcome = call_->outcome();
    answer_->setVisible(outcome.has_value());
    if (!outcome) {
        return;
    }
    const bool answered = outcome->kind == MethodOutcome::Kind::Answered;
    status_->setStatus(statusFor(*outcome), answered ? tr("Status %1").arg(outcome->status)
                                                     : shortText(*outcome));
    duration_->setText(tr("after %1").arg(durationText(outcome->milliseconds)));
    const QString meaning = answered ? meaningOf(outcome->status) : outcome->remedy;
    const QString nothing = answered && outcome->payload.isEmpty()
                                ? tr("The device answered without a payload.")
                                : QString();
    sentence_->setText(answered ? nothing : outcome->sentence);
    sentence_->setVisible(!sentence_->text().isEmpty());
    remedy_->setText(meaning);
    remedy_->setVisible(!meaning.isEmpty());
    result_->setVisible(!outcome->payload.isEmpty());
    copy_->setVisible(!outcome->payload.isEmpty());
    result_->setText(outcome->payload);
    const int lines = std::clamp(int(outcome->payload.count(u'\n')) + 1, kLeastAnswerLines,
                                 kMostAnswerLines);
    result_->setFixedHeight(
        lines * QFontMetrics(fontFor(TextStyle::MonoSmall)).lineSpacing() + 20);
    Q_EMIT answerShown(answer_);
}

void DeviceMethodBox::syncHistory()
{
    const int rows = context_.methods.rowCount();
    bool elsewhere = false;
    for (int row = 0; row < rows; ++row) {
        elsewhere = elsewhere || context_.methods.callAt(row).deviceId != call_->deviceId();
    }
    history_->setColumnHidden(MethodHistory::Device, !elsewhere);
    historyCard_->setVisible(rows > 0);
    historyCard_->setFixedHeight(kTableHeaderHeight + kFooterHeight + kBorders +
                                 std::min(rows, kHistoryRows) * kCompactRowHeight);
}

void DeviceMethodBox::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
        call();
    } else if (event->key() == Qt::Key_Escape && call_->isRunning()) {
        call_->cancel();
    } else {
        Card::keyPressEvent(event);
    }
}

} // namespace deck
