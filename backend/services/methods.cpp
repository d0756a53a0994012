#include "services/methods.h"

#include "domain/error_table.h"
#include "domain/limits.h"

#include "base/json_writer.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace hub {

bool isMethodName(std::string_view name)
{
    return !name.empty() && name.size() <= limits::kMaxMethodNameChars &&
           std::none_of(name.begin(), name.end(), [](char c) {
               return std::string_view("/+#?").find(c) != std::string_view::npos ||
                      static_cast<unsigned char>(c) < ' ' || c == '\x7f';
           });
}

/// An open call. `timer` belongs to the caller's thread, all else stands under the state's lock.
struct Methods::Call
{
    explicit Call(boost::asio::any_io_executor executor) : timer(std::move(executor)) {}

    std::uint64_t request = 0;
    std::string id;
    SessionNumber session = 0; ///< 0 while the device is waited for
    std::shared_ptr<const std::string> name;
    std::shared_ptr<const std::string> payload;
    std::optional<Result<MethodAnswer>> outcome;
    boost::asio::steady_timer timer;
};

namespace {

/// Lets the caller look again, on its own thread.
template <class Call>
void wake(const std::shared_ptr<Call>& call)
{
    boost::asio::post(call->timer.get_executor(), [call] { call->timer.cancel(); });
}

std::string eventJson(const MethodCall& call, const Result<MethodAnswer>& outcome)
{
    std::string data;
    JsonWriter writer(data);
    writer.beginObject().member("name", call.name);
    if (outcome) {
        writer.count("status", outcome.value().status);
    } else {
        writer.member("error", lookOf(outcome.error().code).azureName);
    }
    writer.endObject();
    return data;
}

} // namespace

/// Takes the call out of the table when the caller is done with it, or has gone away.
class Methods::OpenCall final
{
public:
    OpenCall(Methods& methods, std::shared_ptr<Call> call)
        : methods_(methods), call_(std::move(call))
    {
    }
    ~OpenCall()
    {
        methods_.state_.with([this](State& state) { state.calls.erase(call_->request); });
    }
    OpenCall(const OpenCall&) = delete;
    OpenCall& operator=(const OpenCall&) = delete;

private:
    Methods& methods_;
    std::shared_ptr<Call> call_;
};

boost::asio::awaitable<Result<MethodAnswer>> Methods::invoke(IdentityId id, MethodCall call)
{
    HUB_CO_TRYV(co_await checkRegistered(id));
    auto open = std::make_shared<Call>(co_await boost::asio::this_coro::executor);
    open->id = id.text();
    open->name = std::make_shared<const std::string>(call.name);
    open->payload = std::make_shared<const std::string>(call.payload);
    HUB_CO_TRYV(enter(open));
    const OpenCall entered(*this, open);
    const auto connectEnd = std::chrono::steady_clock::now() + call.connectTime;
    Result<MethodAnswer> outcome = fail(Errc::DeviceNotOnline);
    if (co_await waitUntil(open, connectEnd, Phase::Connected)) {
        const auto end = std::chrono::steady_clock::now() + call.responseTime;
        outcome = fail(Errc::MethodTimeout);
        if (co_await waitUntil(open, end, Phase::Answered)) {
            outcome = state_.with([&open](State&) { return *open->outcome; });
        }
    }
    parts_.log.info("method-called", {{"device", open->id}, {"method", call.name}});
    parts_.events.publish("method", open->id, eventJson(call, outcome));
    co_return outcome;
}

boost::asio::awaitable<Result<void>> Methods::checkRegistered(const IdentityId& id)
{
    auto work = [id](Storage& storage) { return storage.identities().find(id); };
    HUB_CO_TRY(const std::optional<DeviceRow> row, co_await parts_.workers.read(work));
    if (!row) {
        co_return fail(id.isModule() ? Errc::ModuleNotFound : Errc::DeviceNotFound, id.text());
    }
    co_return success();
}

/// Into the table, and to the device if it takes calls.
Result<void> Methods::enter(const std::shared_ptr<Call>& call)
{
    std::shared_ptr<DeviceLink> link;
    const Result<void> entered = state_.with([&](State& state) -> Result<void> {
        if (state.stopping) {
            return fail(Errc::Unavailable, "the hub is stopping");
        }
        const auto sameDevice = std::count_if(
            state.calls.begin(), state.calls.end(),
            [&call](const auto& entry) { return entry.second->id == call->id; });
        if (state.calls.size() >= limits::kMaxOpenMethods ||
            std::size_t(sameDevice) >= limits::kMaxOpenMethodsPerDevice) {
            return fail(Errc::Throttled, "too many method calls are open");
        }
        call->request = ++state.lastRequest;
        state.calls.emplace(call->request, call);
        const auto target = state.targets.find(call->id);
        if (target != state.targets.end()) {
            call->session = target->second.session;
            link = target->second.link.lock();
        }
        return success();
    });
    if (link) {
        link->invoke(call->request, call->name, call->payload);
    }
    return entered;
}

/// True when the call got that far in time. An outcome ends both phases.
boost::asio::awaitable<bool> Methods::waitUntil(std::shared_ptr<Call> call,
                                                std::chrono::steady_clock::time_point end,
                                                Phase phase)
{
    for (;;) {
        const bool reached = state_.with([&](const State&) {
            return call->outcome || (phase == Phase::Connected && call->session != 0);
        });
        if (reached || std::chrono::steady_clock::now() >= end) {
            co_return reached;
        }
        call->timer.expires_at(end);
        boost::system::error_code cancelled;
        co_await call->timer.async_wait(
            boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    }
}

void Methods::attach(const IdentityId& id, SessionNumber session, std::weak_ptr<DeviceLink> link)
{
    std::vector<std::shared_ptr<Call>> started;
    const std::string text = id.text();
    state_.with([&](State& state) {
        State::Target& target = state.targets[text];
        if (target.session > session) {
            return; // a later session of the device was faster
        }
        target = {session, link};
        for (const auto& [request, call] : state.calls) {
            if (call->session == 0 && !call->outcome && call->id == text) {
                call->session = session;
                started.push_back(call);
            }
        }
    });
    const auto target = link.lock();
    for (const auto& call : started) {
        if (target) {
            target->invoke(call->request, call->name, call->payload);
        }
        wake(call);
    }
}

void Methods::detach(const IdentityId& id, SessionNumber session)
{
    std::vector<std::shared_ptr<Call>> ended;
    const std::string text = id.text();
    state_.with([&](State& state) {
        const auto target = state.targets.find(text);
        if (target != state.targets.end() && target->second.session == session) {
            state.targets.erase(target);
        }
        for (const auto& [request, call] : state.calls) {
            if (call->session == session && call->id == text && !call->outcome) {
                call->outcome = fail(Errc::DeviceGone);
                ended.push_back(call);
            }
        }
    });
    for (const auto& call : ended) {
        wake(call);
    }
}

void Methods::answered(SessionNumber session, std::uint64_t request, MethodAnswer answer)
{
    const auto call = state_.with([&](State& state) -> std::shared_ptr<Call> {
        const auto found = state.calls.find(request);
        if (found == state.calls.end() || found->second->session != session ||
            found->second->outcome) {
            return nullptr;
        }
        found->second->outcome = std::move(answer);
        return found->second;
    });
    if (call) {
        wake(call);
    }
}

void Methods::stop()
{
    std::vector<std::shared_ptr<Call>> ended;
    state_.with([&](State& state) {
        state.stopping = true;
        for (const auto& [request, call] : state.calls) {
            if (!call->outcome) {
                call->outcome = fail(Errc::Unavailable, "the hub is stopping");
                ended.push_back(call);
            }
        }
    });
    for (const auto& call : ended) {
        wake(call);
    }
}

} // namespace hub
