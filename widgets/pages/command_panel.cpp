#include "widgets/pages/command_panel.h"

#include "widgets/metrics.h"
#include "widgets/pages/detail_rows.h"
#include "widgets/pages/life_line.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/queue_rows.h"
#include "widgets/parts/button.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/scroll_column.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/theme.h"

#include "models/command_life.h"
#include "models/texts.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kBodyHeight = 148;

QString text(const std::string& value)
{
    return plainLine(QString::fromStdString(value), 300);
}

} // namespace

CommandPanel::CommandPanel(const PageContext& context)
    : Ground(context.theme, &Tokens::surface),
      context_(context),
      life_(new CommandLife(context.session, this)),
      title_(new Label(context.theme, {}, TextStyle::PanelTitle)),
      state_(new StatusMark(context.theme, Status::Offline, {})),
      sentence_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      requeue_(new Button(context.theme, tr("Requeue"), Icon::Undo, Button::Kind::Primary)),
      edit_(new Button(context.theme, tr("Edit…"), Icon::Edit, Button::Kind::Secondary)),
      delete_(new Button(context.theme, tr("Delete"), Icon::Trash, Button::Kind::Danger)),
      size_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text3)),
      forms_(new Segmented(context.theme, tr("Show the body as"))),
      body_(new TextArea(context.theme, tr("Body"))),
      properties_(new DetailRows(context.theme, tr("Properties"))),
      details_(new DetailRows(context.theme, tr("Command"))),
      lifeLine_(new LifeLineView(context.theme)),
      lifeNote_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text3))
{
    setFixedWidth(kDetailPanelWidth);
    setObjectName(u"command.panel"_s);
    build();
    connect(life_, &CommandLife::changed, this, [this] {
        if (command_ && life_->life()) {
            command_ = life_->life()->command;
            sync();
        }
        syncLife();
    });
    connect(forms_, &Segmented::currentChanged, this, &CommandPanel::syncBody);
    PermissionGate::guard({requeue_, edit_, delete_}, context.session, {hub::Permission::Queues});
    connect(requeue_, &Button::clicked, this, &CommandPanel::requeueWanted);
    connect(edit_, &Button::clicked, this, &CommandPanel::editWanted);
    connect(delete_, &Button::clicked, this, &CommandPanel::deleteWanted);
}

void CommandPanel::build()
{
    auto* scroll = new ScrollColumn;
    scroll->body()->setSpacing(14);
    scroll->body()->addLayout(buildActions());
    scroll->body()->addWidget(new Divider(context_.theme));
    scroll->body()->addLayout(buildBody());
    scroll->body()->addWidget(properties_);
    scroll->body()->addLayout(buildLife());
    scroll->body()->addWidget(details_);
    scroll->body()->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, kPagePaddingTop, 0, 0);
    column->setSpacing(12);
    column->addLayout(buildTop());
    column->addWidget(scroll, 1);
}

QLayout* CommandPanel::buildTop()
{
    state_->setPill(true);
    title_->setElide(Qt::ElideMiddle);
    sentence_->setWordWrap(true);
    auto* close = new IconButton(context_.theme, Icon::Close, tr("Close panel"));
    connect(close, &IconButton::clicked, this, &CommandPanel::closed);
    auto* title = new QHBoxLayout;
    title->addWidget(title_, 1);
    title->addWidget(close);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(kPagePadding, 0, kPagePadding - 8, 0);
    top->setSpacing(8);
    top->addLayout(title);
    top->addWidget(state_, 0, Qt::AlignLeft);
    top->addWidget(sentence_);
    return top;
}

QLayout* CommandPanel::buildActions()
{
    requeue_->setObjectName(u"command.requeue"_s);
    edit_->setObjectName(u"command.edit"_s);
    delete_->setObjectName(u"command.delete"_s);
    requeue_->setToolTip(tr("It waits again, for another full time (R)"));
    edit_->setToolTip(tr("Change it, then let it wait again (E)"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(requeue_);
    row->addWidget(edit_);
    row->addWidget(delete_);
    row->addStretch(1);
    return row;
}

QLayout* CommandPanel::buildBody()
{
    for (const QString& form : {tr("Text"), tr("JSON"), tr("Hex")}) {
        forms_->addSegment(form);
    }
    forms_->setObjectName(u"command.forms"_s);
    body_->setObjectName(u"command.body"_s);
    body_->setReadOnly(true);
    body_->setFixedHeight(kBodyHeight);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new Label(context_.theme, tr("Body"), TextStyle::CaptionStrong));
    head->addWidget(size_);
    head->addStretch(1);
    head->addWidget(forms_);
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(body_);
    return column;
}

QLayout* CommandPanel::buildLife()
{
    lifeNote_->setWordWrap(true);
    auto* copy = new Button(context_.theme, tr("Copy"), Button::Kind::Link);
    copy->setAccessibleName(tr("Copy the life of the command"));
    connect(copy, &Button::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(lifeLine_->text());
        context_.toasts.add({.text = tr("Life line copied"), .icon = Icon::Copy});
    });
    auto* head = new QHBoxLayout;
    head->addWidget(new Label(context_.theme, tr("Life"), TextStyle::CaptionStrong));
    head->addStretch(1);
    head->addWidget(copy);
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(lifeNote_);
    column->addWidget(lifeLine_);
    return column;
}

void CommandPanel::showCommand(const QString& queue,
                               const hub::api::Command& command,
                               unsigned maxAttempts)
{
    const bool same = command_ && queue_ == queue && command_->id == command.id;
    queue_ = queue;
    command_ = command;
    maxAttempts_ = maxAttempts;
    if (!same) {
        const QSignalBlocker quiet(forms_);
        forms_->setCurrent(int(formOf(command)));
    }
    sync();
    life_->show(queue, QString::fromStdString(command.id));
    syncLife();
    show();
}

void CommandPanel::clear()
{
    command_.reset();
    life_->show({}, {});
    hide();
}

void CommandPanel::sync()
{
    const bool dead = command_->state == "dead";
    title_->setText(tr("Command %1").arg(text(command_->id)));
    state_->setStatus(statusOfCommand(QString::fromStdString(command_->state)),
                      stateText(*command_));
    sentence_->setText(stateSentence(*command_, maxAttempts_));
    requeue_->setVisible(dead);
    edit_->setVisible(dead);
    size_->setText(bytesText(command_->body.size()));
    syncBody();
    syncDetails();
}

void CommandPanel::syncBody()
{
    if (!command_) {
        return;
    }
    const QString shown = bodyText(command_->body, BodyForm(forms_->current()));
    const bool hex = BodyForm(forms_->current()) == BodyForm::Hex;
    body_->edit()->setLineWrapMode(hex ? QPlainTextEdit::NoWrap : QPlainTextEdit::WidgetWidth);
    if (body_->text() != shown) {
        body_->setText(shown); // a new text forgets the place
    }
}

void CommandPanel::syncDetails()
{
    QList<DetailRows::Row> properties;
    for (const auto& [name, value] : command_->properties) {
        properties.append(
            {text(name), value.empty() ? tr("(empty)") : text(value), true, text(value)});
    }
    properties_->setRows(properties);
    const hub::WallTime now = context_.session.hubNow();
    const bool ended = command_->ended.has_value();
    details_->setRows(
        {{tr("Device"), namesQueue_ ? queue_ : QString(), true},
         {tr("Message id"), text(command_->messageId), true, text(command_->messageId)},
         {tr("Correlation"), text(command_->correlationId), true, text(command_->correlationId)},
         {tr("User"), text(command_->userId), true},
         {tr("Content type"), text(command_->contentType), true},
         {tr("Encoding"), text(command_->contentEncoding), true},
         {tr("Feedback"), ackText(command_->ack)},
         {tr("Attempts"), attemptsText(command_->attempts, maxAttempts_)},
         {tr("Enqueued"), clockTime(command_->enqueued), false, absoluteTime(command_->enqueued)},
         {ended ? tr("Would expire") : tr("Expires"),
          ended ? clockTime(command_->expires).left(8)
                : tr("in %1").arg(remainingText(command_->expires - now)),
          false, absoluteTime(command_->expires)}});
}

void CommandPanel::syncLife()
{
    const bool known = command_ && life_->life();
    lifeLine_->setEvents(known ? life_->life()->life : std::vector<hub::api::CommandEvent>());
    lifeNote_->setText(life_->error().isError()
                           ? (life_->error().message + u' ' + life_->error().remedy).trimmed()
                           : QString());
    lifeNote_->setVisible(!lifeNote_->text().isEmpty());
}

} // namespace deck
