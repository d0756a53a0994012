#include "admin/event_stream.h"

#include "domain/limits.h"

#include "base/json_writer.h"
#include "base/text.h"
#include "base/time_text.h"

#include <algorithm>

namespace hub::admin {
namespace {

constexpr std::size_t kMaxFilterValues = 256;

Result<std::set<std::string, std::less<>>> valuesOf(const net::HttpRequest& request,
                                                    std::string_view name)
{
    std::set<std::string, std::less<>> values;
    for (const std::string_view value : split(request.parameter(name).value_or(""), ',')) {
        if (!value.empty()) {
            values.emplace(value);
        }
    }
    if (values.size() > kMaxFilterValues) {
        return fail(Errc::InvalidArgument, "'" + std::string(name) + "' has too many values");
    }
    return values;
}

struct Resume
{
    std::optional<std::uint64_t> after; ///< nothing = from now on
    bool foreign = false;               ///< an id of an earlier run
};

Result<Resume> resumeFrom(const net::HttpRequest& request, const EventHub& hub)
{
    const auto header = request.header("Last-Event-ID");
    const auto text = header ? header : request.parameter("after");
    if (!text || text->empty()) {
        return Resume{};
    }
    const auto [boot, number] = cut(*text, ':');
    const auto after = toInteger<std::uint64_t>(number.value_or(""));
    if (!after) {
        return fail(Errc::InvalidArgument, "an event id looks like 1a2b3c4d:42");
    }
    return boot == hub.bootId() ? Resume{after, false} : Resume{std::nullopt, true};
}

/// Without an id: a client that is cut off right behind it resumes where it was before.
void appendGap(std::string& out)
{
    const auto now = std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now());
    out += "data: ";
    JsonWriter(out)
        .beginObject()
        .member("time", toAdminTime(now))
        .member("type", "gap")
        .member("deviceId", "")
        .key("data")
        .raw("{}")
        .endObject();
    out += "\n\n";
}

} // namespace

Result<std::unique_ptr<EventStream>> EventStream::open(EventHub& hub,
                                                       boost::asio::any_io_executor executor,
                                                       const RouteRequest& request,
                                                       std::shared_ptr<EventScope> scope,
                                                       std::function<bool()> isOver)
{
    EventFilter filter;
    filter.scope = std::move(scope);
    HUB_TRY(filter.types, valuesOf(request.http, "types"));
    HUB_TRY(filter.devices, valuesOf(request.http, "devices"));
    HUB_TRY(const Resume resume, resumeFrom(request.http, hub));
    HUB_TRY(auto subscription, EventSubscription::open(hub, std::move(executor), std::move(filter),
                                                       resume.after, std::move(isOver)));
    // In microseconds: a token may end later than nanoseconds can count.
    const auto now = std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now());
    const Micros left = request.caller.expires - now;
    const auto end =
        std::chrono::steady_clock::now() + std::min<Micros>(left, std::chrono::hours(24));
    std::unique_ptr<EventStream> stream(new EventStream(std::move(subscription), end));
    stream->gapBefore_ = resume.foreign;
    return stream;
}

boost::asio::awaitable<std::optional<std::string>> EventStream::next()
{
    std::string out;
    if (!std::exchange(begun_, true)) {
        out = ": connected\n\n";
        if (gapBefore_) {
            appendGap(out);
        }
        co_return out;
    }
    const auto now = std::chrono::steady_clock::now();
    if (now >= end_ || subscription_->isOver()) {
        co_return std::nullopt;
    }
    if (!waiting_.empty()) {
        appendPiece(out);
        co_return out.empty() ? ": \n\n" : out;
    }
    const auto batch = co_await subscription_->next(
        std::min<std::chrono::steady_clock::duration>(limits::kStreamComment, end_ - now));
    if (subscription_->isOver()) {
        co_return std::nullopt;
    }
    if (batch.gap) {
        appendGap(out);
    }
    waiting_.assign(batch.events.begin(), batch.events.end());
    appendPiece(out);
    co_return out.empty() ? ": \n\n" : out;
}

/// A watcher that reads slowly holds one piece as text; the rest it shares with the others.
void EventStream::appendPiece(std::string& out)
{
    while (!waiting_.empty() && out.size() < limits::kStreamPiece) {
        append(out, *waiting_.front());
        waiting_.pop_front();
    }
}

void EventStream::append(std::string& out, const HubEvent& event) const
{
    const auto data = subscription_->dataFor(event);
    if (!data) {
        return;
    }
    out += "id: " + subscription_->hub().bootId() + ":" + std::to_string(event.number) + "\ndata: ";
    JsonWriter(out)
        .beginObject()
        .member("time", toAdminTime(event.time))
        .member("type", event.type)
        .member("deviceId", event.deviceId)
        .key("data")
        .raw(*data)
        .endObject();
    out += "\n\n";
}

} // namespace hub::admin
