#include "widgets/dialogs/message_dialog.h"

#include "widgets/parts/dialog.h"
#include "widgets/parts/text_area.h"
#include "widgets/theme.h"

#include "models/texts.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kShownBytes = 256 * 1024;

QString text(const std::string& value)
{
    return plainLine(QString::fromStdString(value), 2'000);
}

QString bodyText(const hub::api::Message& message)
{
    const QByteArray bytes(message.body.data(), qsizetype(message.body.size()));
    if (!message.isText) {
        return QString::fromLatin1(bytes.left(kShownBytes / 3).toHex(' '));
    }
    const QJsonDocument json = QJsonDocument::fromJson(bytes);
    const QByteArray shown = json.isNull() ? bytes : json.toJson(QJsonDocument::Indented);
    return QString::fromUtf8(shown.left(kShownBytes));
}

QString wholeText(const hub::api::Message& message)
{
    QString out;
    for (const auto& [name, value] : message.properties) {
        out += text(name) + u" = "_s + text(value.value_or(std::string())) + u'\n';
    }
    for (const auto& [name, value] : message.systemProperties) {
        out += text(name) + u": "_s + text(value) + u'\n';
    }
    return out + u'\n' + bodyText(message);
}

} // namespace

void openMessageDialog(Theme& theme, const hub::api::Message& message, QWidget* parent)
{
    auto* dialog = new Dialog(theme, QString::fromStdString(message.deviceId), parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.message"_s);
    dialog->setCardWidth(640);
    dialog->setText(QCoreApplication::translate("MessageDialog", "Stored %1, %2, sequence %3.")
                        .arg(absoluteTime(message.enqueued), bytesText(message.body.size()),
                             QString::number(message.sequence)));
    auto* area = new TextArea(theme, QCoreApplication::translate("MessageDialog", "Message"));
    area->setReadOnly(true);
    area->setText(wholeText(message));
    area->setMinimumHeight(320);
    dialog->body()->addWidget(area);
    Button* const close =
        dialog->addButton(QCoreApplication::translate("MessageDialog", "Close"),
                          Button::Kind::Secondary, Dialog::Answer::Reject);
    dialog->setDefaultButton(close);
    dialog->open();
}

} // namespace deck
