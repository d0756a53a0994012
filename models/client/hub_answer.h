// A hub's reply as a value: what it says, or why it does not.
#pragma once

#include "models/client/hub_reply.h"

#include "base/json.h"

#include "hub/error.h"

#include <QCoreApplication>

#include <optional>

namespace deck {

template <class T>
struct HubAnswer
{
    HubError error; ///< also when the reply was good, but cannot be read
    std::optional<T> value;
};

/// `from` is one of those in api/.
template <class T>
HubAnswer<T> answerFrom(const HubReply& reply, hub::Result<T> (*from)(const hub::JsonView&))
{
    HubAnswer<T> answer{reply.error, std::nullopt};
    if (!reply.ok()) {
        return answer;
    }
    const auto json = hub::parseJson({reply.body.constData(), std::size_t(reply.body.size())});
    auto value = json ? from(hub::JsonView(json.value())) : hub::Result<T>(json.error());
    if (value) {
        answer.value = std::move(value.value());
    } else {
        answer.error.kind = HubError::Kind::Malformed;
        answer.error.message =
            QCoreApplication::translate("HubAnswer", "The hub's answer cannot be read: %1")
                .arg(QString::fromStdString(value.error().detail));
    }
    return answer;
}

} // namespace deck
