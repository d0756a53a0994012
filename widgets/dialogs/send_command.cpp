#include "widgets/dialogs/send_command.h"

#include "widgets/metrics.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/parts/property_grid.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/queue_editor.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <array>
#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr int kWidth = 600;
constexpr int kBodyHeight = 116;
constexpr std::chrono::milliseconds kCheckAfter = 400ms;

struct Life
{
    const char* text;
    std::int64_t seconds; ///< 0: as the hub sets it
};

/// The most that a hub allows comes first: a device may be away for a while.
constexpr std::array<Life, 7> kLives{{{QT_TRANSLATE_NOOP("SendCommandDialog", "48 hours"), 172'800},
                                      {QT_TRANSLATE_NOOP("SendCommandDialog", "24 hours"), 86'400},
                                      {QT_TRANSLATE_NOOP("SendCommandDialog", "8 hours"), 28'800},
                                      {QT_TRANSLATE_NOOP("SendCommandDialog", "1 hour"), 3'600},
                                      {QT_TRANSLATE_NOOP("SendCommandDialog", "10 minutes"), 600},
                                      {QT_TRANSLATE_NOOP("SendCommandDialog", "1 minute"), 60},
                                      {QT_TRANSLATE_NOOP("SendCommandDialog", "As the hub sets it"),
                                       0}}};

struct Ack
{
    const char* name; ///< for the hub
    const char* text;
};
constexpr std::array<Ack, 4> kAcks{
    {{"none", QT_TRANSLATE_NOOP("SendCommandDialog", "None")},
     {"positive", QT_TRANSLATE_NOOP("SendCommandDialog", "When completed")},
     {"negative", QT_TRANSLATE_NOOP("SendCommandDialog", "When it dies")},
     {"full", QT_TRANSLATE_NOOP("SendCommandDialog", "Always")}}};

constexpr qsizetype kMostFileBytes = kMaxCommandBody;

} // namespace

SendCommandDialog::SendCommandDialog(Theme& theme,
                                     HubSession& session,
                                     const QString& deviceId,
                                     QWidget* parent)
    : Dialog(theme, tr("Send a command to %1").arg(deviceId), parent),
      deviceId_(deviceId),
      editor_(new QueueEditor(session, this)),
      forms_(new Segmented(theme, tr("Kind of body"))),
      size_(new Label(theme, {}, TextStyle::Caption, &Tokens::text3)),
      body_(new TextArea(theme, tr("Body"))),
      fileRow_(new QWidget),
      chooseFile_(new Button(theme, tr("Choose file…"), Icon::Upload, Button::Kind::Secondary)),
      fileName_(new Label(theme, tr("No file chosen"), TextStyle::Body, &Tokens::text2)),
      properties_(new PropertyGrid(theme)),
      expiry_(new SelectField(theme, tr("Expires after"))),
      expiryError_(new ErrorLine(theme)),
      ack_(new SelectField(theme, tr("Feedback"))),
      messageId_(new TextField(theme, tr("Message id"))),
      contentType_(new TextField(theme, tr("Content type"))),
      error_(new ErrorLine(theme))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setCardWidth(kWidth);
    setText(tr("It waits in the queue until the device takes it, or its time is over."));
    addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject);
    send_ = addButton(tr("Send command"), Button::Kind::Primary, Answer::None);
    send_->setToolTip(tr("Send (Ctrl+Enter)"));
    nameParts();
    build();
    connectParts();
    setDefaultButton(send_);
    setFirstFocus(body_->edit());
    showForm();
}

void SendCommandDialog::nameParts()
{
    setObjectName(u"dialog.sendCommand"_s);
    forms_->setObjectName(u"sendCommand.form"_s);
    body_->setObjectName(u"sendCommand.body"_s);
    size_->setObjectName(u"sendCommand.size"_s);
    expiry_->setObjectName(u"sendCommand.expiry"_s);
    ack_->setObjectName(u"sendCommand.ack"_s);
    messageId_->setObjectName(u"sendCommand.messageId"_s);
    contentType_->setObjectName(u"sendCommand.contentType"_s);
    properties_->setObjectName(u"sendCommand.properties"_s);
    error_->setObjectName(u"sendCommand.error"_s);
    send_->setObjectName(u"sendCommand.send"_s);
}

void SendCommandDialog::build()
{
    for (const QString& form : {tr("JSON"), tr("Text"), tr("Hex"), tr("Base64"), tr("File")}) {
        forms_->addSegment(form);
    }
    for (const Life& life : kLives) {
        expiry_->addItem(tr(life.text));
    }
    for (const Ack& ack : kAcks) {
        ack_->addItem(tr(ack.text));
    }
    messageId_->setMono(true);
    messageId_->setPlaceholder(tr("None"));
    contentType_->setMono(true);
    contentType_->setPlaceholder(tr("None"));
    body()->addLayout(buildBody());
    body()->addWidget(new FormRow(theme(), tr("Properties"), properties_));
    body()->addLayout(buildFields());
    body()->addWidget(error_);
}

QLayout* SendCommandDialog::buildBody()
{
    body_->setFixedHeight(kBodyHeight);
    fileName_->setElide(Qt::ElideMiddle);
    auto* file = new QHBoxLayout(fileRow_);
    file->setContentsMargins(0, 0, 0, 0);
    file->setSpacing(10);
    file->addWidget(chooseFile_);
    file->addWidget(fileName_, 1);
    auto* head = new QHBoxLayout;
    head->addWidget(forms_);
    head->addStretch(1);
    head->addWidget(size_);
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(body_);
    column->addWidget(fileRow_);
    return column;
}

QLayout* SendCommandDialog::buildFields()
{
    auto* expiry = new FormRow(theme(), tr("Expires after"), expiry_);
    expiry->layout()->addWidget(expiryError_);
    auto* first = new QHBoxLayout;
    first->setSpacing(kCardGap);
    first->addWidget(expiry, 1);
    first->addWidget(new FormRow(theme(), tr("Feedback to the sender"), ack_), 1);
    auto* second = new QHBoxLayout;
    second->setSpacing(kCardGap);
    second->addWidget(new FormRow(theme(), tr("Message id"), messageId_), 1);
    second->addWidget(new FormRow(theme(), tr("Content type"), contentType_), 1);
    auto* column = new QVBoxLayout;
    column->setSpacing(kCardGap);
    column->addLayout(first);
    column->addLayout(second);
    return column;
}

void SendCommandDialog::connectParts()
{
    checkSoon_.setSingleShot(true);
    checkSoon_.setInterval(kCheckAfter);
    connect(&checkSoon_, &QTimer::timeout, this, &SendCommandDialog::check);
    connect(forms_, &Segmented::currentChanged, this, &SendCommandDialog::showForm);
    connect(body_, &TextArea::textChanged, this, [this] {
        body_->setError({});
        size_->setText(sizeText(readBody().bytes.size()));
        checkSoon_.start();
    });
    connect(chooseFile_, &Button::clicked, this, &SendCommandDialog::chooseFile);
    connect(send_, &Button::clicked, this, &SendCommandDialog::send);
    connect(properties_, &PropertyGrid::changed, this, [this] { properties_->setError({}); });
    connect(messageId_, &TextField::textEdited, this, [this] { messageId_->setError({}); });
    connect(contentType_, &TextField::textEdited, this, [this] { contentType_->setError({}); });
    connect(expiry_, &QComboBox::currentIndexChanged, this, [this] { expiryError_->setText({}); });
}

void SendCommandDialog::setEdited(const hub::api::Command& command)
{
    setTitle(tr("Edit and requeue command %1").arg(QString::fromStdString(command.id)));
    setText(tr("It waits again at the end of the queue of %1, as if it were new.").arg(deviceId_));
    send_->setText(tr("Requeue"));
    send_->setToolTip(tr("Requeue (Ctrl+Enter)"));
    base_ = draftOf(command);
    edited_ = QString::fromStdString(command.id);
    const StartForm start = startFormOf(command.body);
    forms_->setCurrent(start.form == CommandForm::Json   ? 0
                       : start.form == CommandForm::Text ? 1
                                                         : 2);
    body_->setText(start.text);
    properties_->setProperties(command.properties);
    for (std::size_t i = 0; i < kAcks.size(); ++i) {
        if (command.ack == kAcks[i].name) {
            ack_->setCurrentIndex(int(i));
        }
    }
    messageId_->setText(QString::fromStdString(command.messageId));
    contentType_->setText(QString::fromStdString(command.contentType));
}

void SendCommandDialog::setSender(const QString& title, const QString& text, Sender sender)
{
    setTitle(title);
    setText(text);
    sender_ = std::move(sender);
}

CommandForm SendCommandDialog::form() const
{
    constexpr std::array kForms{CommandForm::Json, CommandForm::Text, CommandForm::Hex,
                                CommandForm::Base64, CommandForm::File};
    return kForms[std::size_t(forms_->current())];
}

CommandBody SendCommandDialog::readBody() const
{
    if (form() != CommandForm::File) {
        return commandBodyFrom(form(), body_->text());
    }
    return fileBody_.isNull() ? CommandBody{{}, tr("Choose a file first.")}
                              : CommandBody{fileBody_, {}};
}

void SendCommandDialog::showForm()
{
    const bool isFile = form() == CommandForm::File;
    body_->setVisible(!isFile);
    fileRow_->setVisible(isFile);
    body_->setError({});
    const QString json = contentTypeOf(CommandForm::Json);
    if (contentType_->text().isEmpty() || contentType_->text() == json) {
        contentType_->setText(contentTypeOf(form()));
    }
    size_->setText(sizeText(readBody().bytes.size()));
    body_->setPlaceholder(form() == CommandForm::Json     ? u"{\"reboot\":true}"_s
                          : form() == CommandForm::Hex    ? u"48 65 6c 6c 6f"_s
                          : form() == CommandForm::Base64 ? u"SGVsbG8="_s
                                                          : QString());
    if (!body_->text().isEmpty()) {
        checkSoon_.start();
    }
}

void SendCommandDialog::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Body of the command"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &SendCommandDialog::takeFile);
    dialog->open();
}

void SendCommandDialog::takeFile(const QString& path)
{
    forms_->setCurrent(forms_->count() - 1);
    QFile file(path);
    const QString name = QFileInfo(path).fileName();
    fileBody_ = {};
    if (!file.open(QIODevice::ReadOnly)) {
        fileName_->setText(tr("%1 cannot be read: %2").arg(name, file.errorString()));
    } else if (file.size() > kMostFileBytes) {
        fileName_->setText(tr("%1 is too large; a command takes 64 KiB").arg(name));
    } else {
        fileBody_ = file.readAll();
        fileBody_.detach();
        fileName_->setText(name);
    }
    fileName_->setColor(fileBody_.isNull() ? &Tokens::bad : &Tokens::text);
    size_->setText(sizeText(fileBody_.size()));
}

/// While somebody types, an empty field is no mistake yet.
void SendCommandDialog::check()
{
    if (!body_->text().trimmed().isEmpty()) {
        body_->setError(readBody().error);
    }
}

void SendCommandDialog::send()
{
    clearErrors();
    const CommandBody body = readBody();
    const QString complaint = properties_->complaint();
    if (!body.error.isEmpty()) {
        body_->setError(form() == CommandForm::File ? QString() : body.error);
        error_->setText(form() == CommandForm::File ? body.error : QString());
        body_->edit()->setFocus(Qt::OtherFocusReason);
    } else if (!complaint.isEmpty()) {
        properties_->setError(complaint);
    } else {
        setBusy(true);
        const auto done = [self = QPointer<SendCommandDialog>(this)](const QueueResult& result) {
            if (self) {
                self->take(result);
            }
        };
        if (sender_) {
            sender_(draft(body.bytes), done);
        } else if (edited_.isEmpty()) {
            editor_->send(deviceId_, draft(body.bytes), done);
        } else {
            editor_->requeueEdited(deviceId_, edited_, draft(body.bytes), done);
        }
    }
}

hub::api::CommandDraft SendCommandDialog::draft(const QByteArray& body) const
{
    hub::api::CommandDraft draft = base_;
    draft.body = body.toStdString();
    draft.messageId = messageId_->text().trimmed().toStdString();
    draft.contentType = contentType_->text().trimmed().toStdString();
    draft.ack = kAcks[std::size_t(ack_->currentIndex())].name;
    draft.properties = properties_->properties();
    draft.timeToLiveSeconds.reset();
    if (const auto seconds = kLives[std::size_t(expiry_->currentIndex())].seconds; seconds > 0) {
        draft.timeToLiveSeconds = seconds;
    }
    return draft;
}

void SendCommandDialog::take(const QueueResult& result)
{
    setBusy(false);
    if (result.ok()) {
        Q_EMIT sent(edited_.isEmpty() ? result.number : edited_, result.text);
        accept();
    } else {
        place(result.error, result.text);
    }
}

/// Beside the field that it is about, if the hub's words tell.
void SendCommandDialog::place(const HubError& error, const QString& text)
{
    const QString why = (error.message + u' ' + error.remedy).trimmed();
    if (error.code == "InvalidExpiry"_L1 || error.message.contains("timeToLive"_L1)) {
        expiryError_->setText(why);
    } else if (error.message.contains("messageId"_L1, Qt::CaseInsensitive)) {
        messageId_->setError(why);
    } else if (error.message.contains("contentType"_L1, Qt::CaseInsensitive)) {
        contentType_->setError(why);
    } else if (error.message.contains("propert"_L1)) {
        properties_->setError(why);
    } else if (error.code == "MessageTooLarge"_L1 && form() != CommandForm::File) {
        body_->setError(why);
    } else {
        error_->setText(text);
    }
}

void SendCommandDialog::clearErrors()
{
    checkSoon_.stop();
    body_->setError({});
    properties_->setError({});
    expiryError_->setText({});
    messageId_->setError({});
    contentType_->setError({});
    error_->setText({});
}

} // namespace deck
