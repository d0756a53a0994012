// What a sample device does when it is spoken to: it answers methods, follows its desired interval
// and says in its twin what it runs on.
#pragma once

#include "app/console/samples/sample_model.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QString>

namespace deck {

class SampleWork final
{
public:
    explicit SampleWork(const SampleKind& kind);

    /// status as devices use them: 200 done, 400 not with this payload, 404 no such method.
    struct Answer
    {
        int status = 200;
        QByteArray payload;
    };
    /// "ping", and "setInterval" with {"seconds": 0.1 to 3600}.
    Answer answer(const QString& method, const QByteArray& payload);

    /// Desired properties, whole or a change of them. False: nothing in them is for it.
    bool takeDesired(const QJsonObject& desired);

    void countCommand() { ++commands_; }

    std::chrono::milliseconds interval() const { return interval_; }
    QJsonObject reported() const; ///< as the twin is to have it now

private:
    bool setSeconds(const QJsonValue& seconds);
    Answer ping() const;

    const SampleKind& kind_;
    std::chrono::milliseconds interval_;
    int commands_ = 0; ///< since it runs
    QElapsedTimer running_;
};

} // namespace deck
