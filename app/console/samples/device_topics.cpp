#include "app/console/samples/device_topics.h"

namespace deck {
namespace {

constexpr char kMethods[] = "$iothub/methods/POST/";
constexpr char kTwinAnswers[] = "$iothub/twin/res/";
constexpr char kDesired[] = "$iothub/twin/PATCH/properties/desired/";
constexpr char kCommands[] = "/messages/devicebound/";
constexpr char kRequest[] = "?$rid=";

/// "reboot/?$rid=5" has the word "reboot" and the request "5"; a further parameter is none of it.
void takeWordAndRequest(const QByteArray& rest, QByteArray& word, QByteArray& request)
{
    const qsizetype slash = rest.indexOf('/');
    word = slash < 0 ? rest : rest.left(slash);
    const qsizetype at = rest.indexOf(kRequest);
    if (at >= 0) {
        request = rest.mid(at + qsizetype(sizeof kRequest) - 1);
        const qsizetype next = request.indexOf('&');
        request = next < 0 ? request : request.left(next);
    }
}

} // namespace

std::vector<std::string> deviceFilters(const QString& deviceId)
{
    return {"devices/" + deviceId.toStdString() + kCommands + "#", std::string(kMethods) + "#",
            std::string(kTwinAnswers) + "#", std::string(kDesired) + "#"};
}

DeviceMessage deviceMessage(const std::string& topic, const QByteArray& body)
{
    const QByteArray path = QByteArray::fromStdString(topic);
    DeviceMessage message;
    message.body = body;
    QByteArray word;
    if (path.startsWith(kMethods)) {
        message.kind = DeviceMessage::Kind::Method;
        takeWordAndRequest(path.mid(qsizetype(sizeof kMethods) - 1), word, message.request);
        message.name = QString::fromUtf8(word);
    } else if (path.startsWith(kTwinAnswers)) {
        message.kind = DeviceMessage::Kind::TwinAnswer;
        takeWordAndRequest(path.mid(qsizetype(sizeof kTwinAnswers) - 1), word, message.request);
        message.status = word.toInt();
    } else if (path.startsWith(kDesired)) {
        message.kind = DeviceMessage::Kind::DesiredPatch;
    } else if (path.contains(kCommands)) {
        message.kind = DeviceMessage::Kind::Command;
    }
    return message;
}

std::string twinGetTopic(const QByteArray& request)
{
    return "$iothub/twin/GET/?$rid=" + request.toStdString();
}

std::string reportedTopic(const QByteArray& request)
{
    return "$iothub/twin/PATCH/properties/reported/?$rid=" + request.toStdString();
}

std::string methodAnswerTopic(int status, const QByteArray& request)
{
    return "$iothub/methods/res/" + std::to_string(status) + "/?$rid=" + request.toStdString();
}

} // namespace deck
