#include "models/client/event_stream.h"

#include <QNetworkReply>

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kFirstRetry = 500ms;
constexpr std::chrono::milliseconds kLastRetry = 15s;
constexpr std::chrono::milliseconds kSilence = 40s;
constexpr qsizetype kMaxLine = 8 * 1024 * 1024;

std::chrono::milliseconds retryAfter(int failures)
{
    return std::min(kFirstRetry * (1 << std::min(failures, 5)), kLastRetry);
}

} // namespace

EventStream::EventStream(HubClient& client, QObject* parent) : QObject(parent), client_(client)
{
    retry_.setSingleShot(true);
    connect(&retry_, &QTimer::timeout, this, &EventStream::connectNow);
    silence_.setSingleShot(true);
    connect(&silence_, &QTimer::timeout, this, [this] {
        if (reply_) {
            reply_->abort();
        }
    });
}

EventStream::~EventStream()
{
    close();
}

void EventStream::open()
{
    wanted_ = true;
    failures_ = 0;
    if (!reply_) {
        connectNow();
    }
}

void EventStream::close()
{
    wanted_ = false;
    open_ = false;
    retry_.stop();
    silence_.stop();
    if (reply_) {
        reply_->disconnect(this);
        reply_->abort();
        reply_.clear();
    }
}

void EventStream::connectNow()
{
    HubRequest request;
    request.path = u"/admin/events"_s;
    retry_.stop();
    buffer_.clear();
    data_.clear();
    id_.clear(); // of an event that did not come whole
    reply_ = client_.openStream(request, lastId_);
    connect(reply_, &QNetworkReply::readyRead, this, &EventStream::readMore);
    connect(reply_, &QNetworkReply::finished, this, &EventStream::ended);
    silence_.start(kSilence);
}

void EventStream::readMore()
{
    if (reply_->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 200) {
        return; // ended() reads the error
    }
    silence_.start(kSilence);
    if (!std::exchange(open_, true)) {
        failures_ = 0;
        Q_EMIT opened();
    }
    buffer_ += reply_->readAll();
    qsizetype start = 0;
    for (;;) {
        const qsizetype end = buffer_.indexOf('\n', start);
        if (end < 0) {
            break;
        }
        takeLine(buffer_.mid(start, end - start));
        start = end + 1;
        if (!reply_) {
            return; // a receiver has closed the stream
        }
    }
    buffer_.remove(0, start);
    if (buffer_.size() > kMaxLine) {
        reply_->abort();
    }
}

void EventStream::takeLine(const QByteArray& line)
{
    if (line.isEmpty()) {
        dispatch();
    } else if (line.startsWith("data: ")) {
        data_ = line.mid(6);
    } else if (line.startsWith("id: ")) {
        id_ = line.mid(4);
    }
}

void EventStream::dispatch()
{
    if (!id_.isEmpty()) {
        lastId_ = std::exchange(id_, {});
    }
    if (data_.isEmpty()) {
        return; // a comment
    }
    const QByteArray data = std::exchange(data_, {});
    const auto json = hub::parseJson(std::string_view(data.constData(), std::size_t(data.size())));
    if (!json) {
        return;
    }
    if (const auto event = hub::api::eventFrom(hub::JsonView(json.value()))) {
        Q_EMIT received(event.value());
    }
}

void EventStream::ended()
{
    const HubError error = client_.errorOf(*reply_, reply_->readAll());
    reply_.clear();
    silence_.stop();
    const bool wasOpen = std::exchange(open_, false);
    if (!wanted_) {
        return;
    }
    retry_.start(wasOpen ? 0ms : retryAfter(failures_++)); // a token that ended is renewed at once
    if (!wasOpen || error.isError()) {
        Q_EMIT interrupted(error);
    }
}

} // namespace deck
