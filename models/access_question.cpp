#include "models/access_question.h"

#include "models/access_texts.h"
#include "models/client/hub_answer.h"
#include "models/hub_session.h"
#include "models/texts.h"

#include <QCoreApplication>
#include <QUrlQuery>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostChars = 300;

QString tr(const char* text)
{
    return QCoreApplication::translate("AccessQuestion", text);
}

QString text(const std::string& value)
{
    return plainLine(QString::fromStdString(value), kMostChars);
}

void addItem(QUrlQuery& query, const QString& name, const QString& value)
{
    if (!value.isEmpty()) {
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    }
}

} // namespace

void askAccess(HubSession& session,
               const AccessQuestion& question,
               QObject* context,
               std::function<void(const AccessVerdict&)> answer)
{
    HubRequest request;
    request.path = u"/admin/access/explain"_s;
    addItem(request.query, u"device"_s, question.device);
    addItem(request.query, u"address"_s, question.address);
    addItem(request.query, u"thumbprint"_s, question.thumbprint);
    addItem(request.query, u"protocol"_s, question.protocol);
    session.client().send(
        request, context, [&session, answer = std::move(answer)](const HubReply& reply) {
            auto read = answerFrom(reply, &hub::api::accessExplanationFrom);
            answer({rightsError(session, read.error), std::move(read.value)});
        });
}

QString verdictText(const hub::api::AccessExplanation& explanation)
{
    if (explanation.allowed) {
        return tr("It would be let in.");
    }
    const QString reason = denialText(text(explanation.reason));
    return tr("It would be refused: %1.").arg(reason.left(1).toLower() + reason.mid(1));
}

QString findingText(const hub::api::AccessStep& step)
{
    QStringList parts;
    if (!step.detail.empty()) {
        parts << sentence(text(step.detail));
    }
    for (const hub::api::AccessEntry& entry : step.entries) {
        parts << plainLine(entryText(entry), kMostChars);
    }
    if (!parts.isEmpty()) {
        return parts.join(u'\n');
    }
    return step.refuses ? tr("Refuses.") : tr("Nothing against it.");
}

} // namespace deck
