#include "widgets/pages/device_twin_view.h"

#include "widgets/metrics.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/twin_editor.h"
#include "widgets/pages/twin_pane.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_tree.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/theme.h"

#include "models/json_text.h"
#include "models/texts.h"
#include "models/twin_document.h"
#include "models/twin_draft.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kTimesEveryMs = 5'000;
constexpr int kPatienceMs = 150;
enum Part { Properties, Tags, Json };

QString versionText(qint64 version, std::optional<hub::WallTime> updated, hub::WallTime now)
{
    const QString number = DeviceTwinView::tr("version %1").arg(version);
    return updated ? number + u" · "_s + relativeTime(updated, now) : number;
}

} // namespace

DeviceTwinView::DeviceTwinView(const PageContext& context, TwinDocument& twin)
    : context_(context),
      twin_(twin),
      parts_(new Segmented(context.theme, tr("Part of the twin"))),
      versions_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      edit_(new Button(context.theme, tr("Edit"), Icon::Edit, Button::Kind::Secondary)),
      copy_(new IconButton(context.theme, Icon::Copy, tr("Copy the twin as JSON"))),
      reload_(new IconButton(context.theme, Icon::Refresh, tr("Read the twin again"))),
      desired_(new TwinPane(context, tr("Desired"), twin.desired(),
                            tr("Nothing is wished of this device."))),
      reported_(new TwinPane(context, tr("Reported"), twin.reported(),
                             tr("The device has reported nothing yet."))),
      tags_(new TwinPane(context, tr("Tags"), twin.tags(), tr("This device has no tags."))),
      desiredDraft_(new TwinDraft(context.session, hub::TwinPart::Desired, this)),
      tagsDraft_(new TwinDraft(context.session, hub::TwinPart::Tags, this)),
      desiredEditor_(new TwinEditor(context, u"desired"_s, twin, *desiredDraft_)),
      tagsEditor_(new TwinEditor(context, u"tags"_s, twin, *tagsDraft_)),
      desiredSide_(new QStackedWidget),
      tagsSide_(new QStackedWidget),
      json_(new TextArea(context.theme, tr("The twin as JSON"))),
      body_(new QStackedWidget),
      whole_(new QStackedWidget),
      empty_(new EmptyState(context.theme, Icon::Code))
{
    desired_->view()->setObjectName(u"device.twin.desired"_s);
    reported_->view()->setObjectName(u"device.twin.reported"_s);
    tags_->view()->setObjectName(u"device.twin.tags"_s);
    json_->setObjectName(u"device.twin.json"_s);
    parts_->setObjectName(u"device.twin.parts"_s);
    copy_->setObjectName(u"device.twin.copy"_s);
    reload_->setObjectName(u"device.twin.reload"_s);
    edit_->setObjectName(u"device.twin.edit"_s);
    edit_->setToolTip(tr("Change this part of the twin"));
    PermissionGate::guard({edit_}, context.session, {hub::Permission::Operate});
    build();
    connect(edit_, &Button::clicked, this, &DeviceTwinView::edit);
    for (TwinDraft* const draft : {desiredDraft_, tagsDraft_}) {
        connect(draft, &TwinDraft::changed, this, &DeviceTwinView::syncEditing);
    }
    connect(parts_, &Segmented::currentChanged, this, &DeviceTwinView::showPart);
    connect(copy_, &IconButton::clicked, this, &DeviceTwinView::copyJson);
    connect(reload_, &IconButton::clicked, &twin_, &TwinDocument::reload);
    connect(empty_, &EmptyState::primaryClicked, &twin_, &TwinDocument::reload);
    connect(&twin_, &TwinDocument::changed, this, &DeviceTwinView::sync);
    times_.setInterval(kTimesEveryMs);
    connect(&times_, &QTimer::timeout, this, &DeviceTwinView::syncTexts);
    times_.start();
    patience_.setSingleShot(true);
    patience_.setInterval(kPatienceMs);
    connect(&patience_, &QTimer::timeout, this, [this] { whole_->setCurrentIndex(1); });
    sync();
}

void DeviceTwinView::build()
{
    for (const QString& name : {tr("Properties"), tr("Tags"), tr("JSON")}) {
        parts_->addSegment(name);
    }
    json_->setReadOnly(true);
    tags_->hideTimes();
    body_->addWidget(buildPanes());
    tagsSide_->addWidget(tags_);
    tagsSide_->addWidget(tagsEditor_);
    body_->addWidget(tagsSide_);
    body_->addWidget(json_);
    auto* document = new QWidget;
    auto* column = new QVBoxLayout(document);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kCardGap);
    column->addLayout(buildBar());
    column->addWidget(body_, 1);
    whole_->addWidget(document);
    whole_->addWidget(empty_);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(kPagePadding, 0, kPagePadding, kPagePaddingTop);
    outer->addWidget(whole_);
}

QWidget* DeviceTwinView::buildPanes()
{
    auto* panes = new QWidget;
    auto* row = new QHBoxLayout(panes);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kCardGap);
    desiredSide_->addWidget(desired_);
    desiredSide_->addWidget(desiredEditor_);
    row->addWidget(desiredSide_, 1);
    row->addWidget(reported_, 1);
    return panes;
}

QLayout* DeviceTwinView::buildBar()
{
    versions_->setElide(Qt::ElideRight);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(8);
    bar->addWidget(parts_);
    bar->addSpacing(4);
    bar->addWidget(versions_, 1);
    bar->addWidget(edit_);
    bar->addWidget(copy_);
    bar->addWidget(reload_);
    return bar;
}

void DeviceTwinView::sync()
{
    syncInstead();
    syncTexts();
    showPart(parts_->current());
    syncDraft(*desiredDraft_);
    syncDraft(*tagsDraft_);
}

/// A draft is of one device; with another one it ends, but what was typed can still be had.
void DeviceTwinView::syncDraft(TwinDraft& draft)
{
    if (!draft.isOpen()) {
        return;
    }
    if (draft.deviceId() == twin_.deviceId()) {
        draft.noteTwin(twin_.json());
        return;
    }
    if (draft.isChanged()) {
        const ToastMessage message{.text = tr("What you changed of the twin of %1 was not saved")
                                               .arg(plainLine(draft.deviceId(), 60)),
                                   .icon = Icon::Warning,
                                   .iconColor = &Tokens::warn,
                                   .action = tr("Copy it")};
        context_.toasts.add(message, [text = draft.text()](ToastEnd end) {
            if (end == ToastEnd::Action) {
                QGuiApplication::clipboard()->setText(text);
            }
        });
    }
    draft.drop();
}

void DeviceTwinView::syncEditing()
{
    desiredSide_->setCurrentIndex(desiredDraft_->isOpen() ? 1 : 0);
    tagsSide_->setCurrentIndex(tagsDraft_->isOpen() ? 1 : 0);
    edit_->setVisible(parts_->current() != Json && shownEditor() == nullptr);
}

/// Of the part that is shown; nullptr: it is not being edited.
TwinEditor* DeviceTwinView::shownEditor() const
{
    switch (parts_->current()) {
    case Properties: return desiredDraft_->isOpen() ? desiredEditor_ : nullptr;
    case Tags: return tagsDraft_->isOpen() ? tagsEditor_ : nullptr;
    default: return nullptr;
    }
}

void DeviceTwinView::edit()
{
    (parts_->current() == Tags ? tagsEditor_ : desiredEditor_)->begin();
}

bool DeviceTwinView::leaveEditing()
{
    TwinEditor* const editor = shownEditor();
    return editor != nullptr && editor->leave();
}

void DeviceTwinView::syncInstead()
{
    using State = TwinDocument::State;
    empty_->setBusy(false);
    empty_->setPrimary({});
    switch (twin_.state()) {
    case State::Ready: patience_.stop(); whole_->setCurrentIndex(0); return;
    case State::Empty:
    case State::Loading:
        empty_->setBusy(true);
        empty_->setTexts(tr("Reading the twin"), {});
        if (whole_->currentIndex() == 0 && !patience_.isActive()) {
            patience_.start();
        }
        return;
    case State::Unsupported:
        empty_->setIcon(Icon::Info);
        empty_->setTexts(tr("This hub keeps no twins"),
                         tr("Desired and reported properties need a newer version of it."));
        break;
    case State::Missing:
        empty_->setIcon(Icon::Info);
        empty_->setTexts(tr("There is no such device"), {});
        break;
    case State::Failed:
        empty_->setIcon(Icon::Warning);
        empty_->setTexts(twin_.error().message, twin_.error().remedy);
        empty_->setPrimary(tr("Try again"), Icon::Refresh);
        break;
    }
    patience_.stop();
    whole_->setCurrentIndex(1);
}

void DeviceTwinView::syncTexts()
{
    if (twin_.state() != TwinDocument::State::Ready) {
        versions_->setText({});
        return;
    }
    const TwinDocument::Versions& v = twin_.versions();
    const hub::WallTime now = context_.session.hubNow();
    desired_->setDetail(versionText(v.desired, v.desiredUpdated, now));
    reported_->setDetail(versionText(v.reported, v.reportedUpdated, now));
    const int waiting = twin_.desired().waitingCount();
    desired_->setNote(waiting == 0   ? QString()
                      : waiting == 1 ? tr("1 not reported yet")
                                     : tr("%1 not reported yet").arg(waiting));
    versions_->setText(twin_.error().isError()
                           ? twin_.error().message
                           : tr("Twin version %1  ·  ETag %2").arg(v.twin).arg(v.etag));
    versions_->setColor(twin_.error().isError() ? &Tokens::bad : &Tokens::text2);
    for (const TwinPane* pane : {desired_, reported_}) {
        pane->view()->viewport()->update();
    }
}

/// JSON is indented only while it is looked at, and keeps its place while it changes.
void DeviceTwinView::showPart(int part)
{
    body_->setCurrentIndex(part);
    syncEditing();
    if (part != Json || shownJson_ == twin_.json()) {
        return;
    }
    shownJson_ = twin_.json();
    QScrollBar* const bar = json_->edit()->verticalScrollBar();
    const int place = bar->value();
    json_->setText(prettyJson(shownJson_));
    bar->setValue(place);
}

void DeviceTwinView::copyJson()
{
    if (!twin_.json().isEmpty()) {
        QGuiApplication::clipboard()->setText(prettyJson(twin_.json()));
        context_.toasts.add({.text = tr("Twin copied"), .icon = Icon::Check,
                             .iconColor = &Tokens::ok});
    }
}

void DeviceTwinView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    sync();
}

} // namespace deck
