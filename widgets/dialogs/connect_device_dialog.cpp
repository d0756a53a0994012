#include "widgets/dialogs/connect_device_dialog.h"

#include "widgets/metrics.h"
#include "widgets/parts/copy_field.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/icon_view.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/spinner.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/secret_clipboard.h"
#include "widgets/theme.h"

#include "models/preferences.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kWidth = 680;
constexpr int kSnippetHeight = 216;
constexpr std::array kLanguages{SnippetLanguage::Shell, SnippetLanguage::Python,
                                SnippetLanguage::Node};

} // namespace

ConnectDeviceDialog::ConnectDeviceDialog(Theme& theme,
                                         HubSession& session,
                                         Preferences& preferences,
                                         const QString& caFile,
                                         QWidget* parent)
    : Dialog(theme, tr("Connect my device"), parent),
      preferences_(preferences),
      device_(session, caFile),
      form_(new QWidget),
      id_(new TextField(theme, tr("Device id"))),
      result_(new QWidget),
      connectionString_(new CopyField(theme, tr("Connection string"))),
      languages_(new Segmented(theme, tr("Language"))),
      snippet_(new TextArea(theme, tr("Snippet"))),
      obstacle_(new Label(theme, {}, TextStyle::Caption, &Tokens::warn)),
      copy_(new Button(theme, tr("Copy snippet"), Icon::Copy, Button::Kind::Secondary)),
      spinner_(new Spinner(theme, kButtonIcon)),
      mark_(new IconView(theme, Icon::Check, kButtonIcon, &Tokens::ok)),
      waiting_(new Label(theme, {}, TextStyle::BodyMedium)),
      close_(addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject)),
      create_(addButton(tr("Create device"), Button::Kind::Primary, Answer::None))
{
    setObjectName(u"dialog.connectDevice"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setCardWidth(kWidth);
    buildForm();
    buildSnippet();
    body()->addWidget(form_);
    body()->addWidget(result_);
    setDefaultButton(create_);
    setFirstFocus(id_->edit());
    connect(create_, &Button::clicked, this, &ConnectDeviceDialog::advance);
    connect(copy_, &Button::clicked, this, [this] { copySecret(snippet_->text()); });
    connect(languages_, &Segmented::currentChanged, this, &ConnectDeviceDialog::chooseLanguage);
    connect(&device_, &FirstDevice::changed, this, &ConnectDeviceDialog::sync);
    sync();
}

void ConnectDeviceDialog::buildForm()
{
    id_->setObjectName(u"connectDevice.id"_s);
    create_->setObjectName(u"connectDevice.create"_s);
    id_->setMono(true);
    id_->setText(u"my-device-1"_s);
    auto* row = new FormRow(theme(), tr("Device id"), id_);
    row->setHelp(tr("Up to 128 letters, digits and marks such as - . _ : without spaces."));
    auto* column = new QVBoxLayout(form_);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(row);
}

void ConnectDeviceDialog::buildSnippet()
{
    connectionString_->setObjectName(u"connectDevice.connectionString"_s);
    connectionString_->setSecret(true);
    snippet_->setObjectName(u"connectDevice.snippet"_s);
    snippet_->setReadOnly(true);
    snippet_->setFixedHeight(kSnippetHeight);
    snippet_->edit()->setLineWrapMode(QPlainTextEdit::NoWrap);
    waiting_->setObjectName(u"connectDevice.waiting"_s);
    waiting_->setWordWrap(true);
    obstacle_->setObjectName(u"connectDevice.obstacle"_s);
    obstacle_->setWordWrap(true);
    for (const SnippetLanguage language : kLanguages) {
        languages_->addSegment(nameOf(language));
    }
    languages_->setCurrent(int(snippetLanguageFrom(preferences_.values().snippetLanguage)));
    auto* head = new QHBoxLayout;
    head->addWidget(languages_);
    head->addStretch(1);
    head->addWidget(copy_);
    auto* column = new QVBoxLayout(result_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(new FormRow(theme(), tr("Connection string"), connectionString_));
    column->addLayout(head);
    column->addWidget(snippet_);
    column->addWidget(obstacle_);
    column->addLayout(buildWaiting());
}

QLayout* ConnectDeviceDialog::buildWaiting()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(spinner_);
    row->addWidget(mark_);
    row->addWidget(waiting_, 1);
    return row;
}

void ConnectDeviceDialog::advance()
{
    if (device_.state() == FirstDevice::State::Heard) {
        Q_EMIT telemetryWanted();
        accept();
    } else {
        device_.create(id_->text().trimmed());
    }
}

void ConnectDeviceDialog::sync()
{
    const FirstDevice::State state = device_.state();
    const bool created = state > FirstDevice::State::Creating;
    setBusy(state == FirstDevice::State::Creating);
    form_->setVisible(!created);
    result_->setVisible(created);
    create_->setVisible(!created || state == FirstDevice::State::Heard);
    close_->setText(created ? tr("Close") : tr("Cancel"));
    close_->updateGeometry();
    if (!created) {
        setText(tr("The hub makes an identity with two keys. The snippet that follows uses it."));
        id_->setError((device_.error().message + u' ' + device_.error().remedy).trimmed());
        return;
    }
    setText(tr("%1 is registered. Run this where the device is, or here.")
                .arg(device_.access().deviceId));
    connectionString_->setValue(device_.access().connectionString);
    create_->setText(tr("Show its telemetry"));
    create_->updateGeometry();
    updateSnippet();
    updateWaiting();
}

void ConnectDeviceDialog::updateSnippet()
{
    const SnippetLanguage language = kLanguages[std::size_t(languages_->current())];
    const QString text = snippetFor(language, device_.access());
    if (snippet_->text() != text) {
        snippet_->setText(text);
    }
    obstacle_->setText(obstacleFor(language, device_.access()));
    obstacle_->setVisible(!obstacle_->text().isEmpty());
}

void ConnectDeviceDialog::updateWaiting()
{
    const bool heard = device_.state() == FirstDevice::State::Heard;
    const bool refused = !device_.denial().isEmpty();
    spinner_->setVisible(!heard && !refused);
    mark_->setVisible(heard || refused);
    mark_->setIcon(heard ? Icon::Check : Icon::Error);
    mark_->setColor(heard ? &Tokens::ok : &Tokens::bad);
    if (heard) {
        waiting_->setText(tr("First message received: %1").arg(device_.firstBody()));
    } else if (refused) {
        waiting_->setText(tr("Refused: %1").arg(device_.denial()));
    } else if (device_.state() == FirstDevice::State::Connected) {
        waiting_->setText(tr("Connected. Waiting for the first message…"));
    } else {
        waiting_->setText(tr("Waiting for the first message…"));
    }
}

void ConnectDeviceDialog::chooseLanguage(int index)
{
    PreferenceValues values = preferences_.values();
    values.snippetLanguage = keyOf(kLanguages[std::size_t(index)]);
    preferences_.set(values);
    updateSnippet();
}

} // namespace deck
