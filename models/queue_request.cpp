#include "models/queue_request.h"

#include <algorithm>

namespace deck {

using namespace Qt::StringLiterals;

HubRequest queueRequest(const QString& queue, const QString& rest)
{
    HubRequest request;
    request.path = u"/admin/queues/"_s + queue.section(u'/', 0, 0) + rest;
    if (const QString module = queue.section(u'/', 1); !module.isEmpty()) {
        request.query.addQueryItem(u"module"_s,
                                   QString::fromLatin1(QUrl::toPercentEncoding(module)));
    }
    return request;
}

bool hasQueues(const HubSession& session)
{
    const auto& capabilities = session.capabilities();
    return capabilities && std::find(capabilities->features.begin(), capabilities->features.end(),
                                     "queues") != capabilities->features.end();
}

} // namespace deck
