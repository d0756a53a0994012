#include "widgets/dialogs/access_test_dialog.h"

#include "widgets/metrics.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/access_texts.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <array>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kAskAfter = 250ms;
constexpr int kWidth = 600;
constexpr int kStepWidth = 116;

struct Protocol
{
    const char* key;
    const char* name;
};
constexpr std::array<Protocol, 5> kProtocols{
    {{"mqtt", QT_TRANSLATE_NOOP("AccessTestDialog", "MQTT")},
     {"mqtt-ws", QT_TRANSLATE_NOOP("AccessTestDialog", "MQTT over WebSocket")},
     {"https", QT_TRANSLATE_NOOP("AccessTestDialog", "HTTPS of devices")},
     {"service", QT_TRANSLATE_NOOP("AccessTestDialog", "Service API")},
     {"admin", QT_TRANSLATE_NOOP("AccessTestDialog", "Admin API")}}};

QHBoxLayout* pair(QWidget* left, QWidget* right)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(kCardGap);
    row->addWidget(left, 1);
    row->addWidget(right, 1);
    return row;
}

} // namespace

AccessTestDialog::AccessTestDialog(Theme& theme, HubSession& session, QWidget* parent)
    : Dialog(theme, tr("Test address or device"), parent),
      session_(session),
      device_(new TextField(theme, tr("Device id"))),
      address_(new TextField(theme, tr("Address"))),
      thumbprint_(new TextField(theme, tr("Thumbprint"))),
      protocol_(new SelectField(theme, tr("Protocol"))),
      verdict_(new StatusMark(theme, Status::Offline, {})),
      remedy_(new Label(theme, {}, TextStyle::Body, &Tokens::text2)),
      chain_(new QWidget),
      steps_(new QVBoxLayout(chain_)),
      error_(new ErrorLine(theme))
{
    setObjectName(u"dialog.accessTest"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setCardWidth(kWidth);
    setText(tr("The hub decides as it would at a sign-in, but does not look at keys and "
               "certificates. Nothing is changed."));
    addButton(tr("Close"), Button::Kind::Secondary, Answer::Reject);
    build();
    setFirstFocus(device_->edit());
    askSoon_.setSingleShot(true);
    askSoon_.setInterval(kAskAfter);
    connect(&askSoon_, &QTimer::timeout, this, &AccessTestDialog::ask);
    for (TextField* field : {device_, address_, thumbprint_}) {
        connect(field, &TextField::textChanged, this, &AccessTestDialog::askSoon);
        connect(field, &TextField::submitted, this, &AccessTestDialog::ask);
    }
    connect(protocol_, &QComboBox::currentIndexChanged, this, &AccessTestDialog::askSoon);
    ask();
}

void AccessTestDialog::build()
{
    device_->setObjectName(u"accessTest.device"_s);
    address_->setObjectName(u"accessTest.address"_s);
    thumbprint_->setObjectName(u"accessTest.thumbprint"_s);
    protocol_->setObjectName(u"accessTest.protocol"_s);
    verdict_->setObjectName(u"accessTest.verdict"_s);
    chain_->setObjectName(u"accessTest.chain"_s);
    for (TextField* field : {device_, address_, thumbprint_}) {
        field->setMono(true);
    }
    device_->setPlaceholder(u"pump-7"_s);
    address_->setPlaceholder(u"192.0.2.7"_s);
    thumbprint_->setPlaceholder(tr("Only for a certificate"));
    for (const Protocol& protocol : kProtocols) {
        protocol_->addItem(tr(protocol.name));
    }
    verdict_->setPill(true);
    remedy_->setWordWrap(true);
    steps_->setContentsMargins(0, 0, 0, 0);
    steps_->setSpacing(8);
    body()->addLayout(pair(new FormRow(theme(), tr("Device"), device_),
                           new FormRow(theme(), tr("Address"), address_)));
    body()->addLayout(pair(new FormRow(theme(), tr("Thumbprint"), thumbprint_),
                           new FormRow(theme(), tr("Protocol"), protocol_)));
    body()->addSpacing(4);
    body()->addWidget(new Divider(theme()));
    body()->addSpacing(4);
    body()->addWidget(verdict_, 0, Qt::AlignLeft);
    body()->addWidget(remedy_);
    body()->addWidget(chain_);
    body()->addWidget(error_);
}

void AccessTestDialog::setQuestion(const QString& device, const QString& address)
{
    device_->setText(device);
    address_->setText(address);
    ask();
}

void AccessTestDialog::askSoon()
{
    ++asked_;
    askSoon_.start();
}

void AccessTestDialog::ask()
{
    askSoon_.stop();
    const AccessQuestion question{
        device_->text().trimmed(), address_->text().trimmed(), thumbprint_->text().trimmed(),
        QString::fromLatin1(kProtocols[std::size_t(protocol_->currentIndex())].key)};
    if (question.device.isEmpty() && question.address.isEmpty()) {
        ++asked_;
        clearChain();
        verdict_->hide();
        error_->setText({});
        remedy_->setText(tr("Type a device id, an address, or both."));
        return;
    }
    askAccess(session_, question, this, [this, asked = ++asked_](const AccessVerdict& verdict) {
        if (asked == asked_) {
            take(verdict);
        }
    });
}

void AccessTestDialog::take(const AccessVerdict& verdict)
{
    clearChain();
    error_->setText((verdict.error.message + u' ' + verdict.error.remedy).trimmed());
    verdict_->setVisible(verdict.explanation.has_value());
    remedy_->setVisible(verdict.explanation.has_value());
    if (verdict.explanation) {
        const hub::api::AccessExplanation& explanation = *verdict.explanation;
        verdict_->setStatus(explanation.allowed ? Status::Online : Status::Blocked,
                            verdictText(explanation));
        verdict_->setAccessibleName(verdictText(explanation));
        QString more = sentence(QString::fromStdString(explanation.remedy));
        QStringList groups;
        for (const std::string& group : explanation.groups) {
            groups << QString::fromStdString(group);
        }
        if (!groups.isEmpty()) {
            more += u' ' + tr("It is in the groups %1.").arg(groups.join(u", "_s));
        }
        remedy_->setText(plainLine(more.trimmed(), 400));
        remedy_->setVisible(!more.trimmed().isEmpty());
        showChain(explanation);
    }
}

/// All steps in order, also those behind the one that decides.
void AccessTestDialog::showChain(const hub::api::AccessExplanation& explanation)
{
    bool decided = false;
    QStringList spoken;
    for (const hub::api::AccessStep& step : explanation.chain) {
        const QString name = stepText(QString::fromStdString(step.step));
        const bool decides = step.refuses && !decided;
        decided = decided || step.refuses;
        auto* mark = new StatusMark(theme(), step.refuses ? Status::Blocked : Status::Online, name);
        mark->setFixedWidth(kStepWidth);
        auto* finding = new Label(theme(), findingText(step),
                                  decides ? TextStyle::BodyStrong : TextStyle::Body,
                                  decided && !decides ? &Tokens::text2 : &Tokens::text);
        finding->setWordWrap(true);
        auto* line = new QWidget;
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(kCardGap);
        row->addWidget(mark, 0, Qt::AlignTop);
        row->addWidget(finding, 1);
        steps_->addWidget(line);
        spoken << name + u": "_s + findingText(step);
    }
    chain_->setAccessibleName(spoken.join(u'\n'));
}

void AccessTestDialog::clearChain()
{
    while (QLayoutItem* const item = steps_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

} // namespace deck
