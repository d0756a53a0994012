// Blocking calls of the store for code that must not block: co_await workers.read(…) runs a function
// on a reader, co_await workers.write(…) inside the writer's next commit, and resumes on the
// caller's executor.
#pragma once

#include "services/audit_note.h"
#include "services/readers.h"
#include "services/writer.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace hub {

class Workers final
{
public:
    Workers(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

    /// work: Result<T>(Storage&), a named function object that is moved from; GCC 12 destroys a
    /// lambda written inside a co_await expression twice, so one does not compile here.
    /// Errors: those of work, Unavailable (stopping or overloaded).
    template <class Work>
    auto read(Work& work) -> boost::asio::awaitable<std::invoke_result_t<Work, Storage&>>;

    /// The same, durable when it resumes. Errors: those of work, DiskFull, StorageFailed,
    /// Unavailable.
    template <class Work>
    auto write(Work& work, AuditNotePtr note = {})
        -> boost::asio::awaitable<std::invoke_result_t<Work, Storage&>>;

    /// The same. committed: void(const T&) or void(), a named function object that is moved from;
    /// runs on the writer after a commit that worked, in the order of the changes, before the caller
    /// resumes. note: is stored in the transaction of the change, or not at all when that fails.
    template <class Work, class Committed>
    auto write(Work& work, Committed& committed, AuditNotePtr note = {})
        -> boost::asio::awaitable<std::invoke_result_t<Work, Storage&>>;

    /// Without a coroutine; `job` runs on a reader.
    bool post(Readers::Job job) { return readers_.post(std::move(job)); }
    void post(WriteJob job) { writer_.post(std::move(job)); }

    const Writer& writer() const { return writer_; }

private:
    Writer& writer_;
    Readers& readers_;
};

namespace detail {

/// Hands a result to a completion handler on the handler's own executor.
template <class Outcome, class Handler>
class Resume final
{
public:
    explicit Resume(Handler handler)
        : executor_(boost::asio::get_associated_executor(handler)), guard_(executor_),
          handler_(std::make_shared<Handler>(std::move(handler)))
    {
    }

    void operator()(Outcome outcome) const
    {
        boost::asio::dispatch(executor_, [handler = handler_, outcome = std::move(outcome)]() mutable {
            (*handler)(std::move(outcome));
        });
    }

private:
    using Executor = boost::asio::associated_executor_t<Handler>;
    Executor executor_;
    boost::asio::executor_work_guard<Executor> guard_;
    std::shared_ptr<Handler> handler_;
};

} // namespace detail

template <class Work>
auto Workers::read(Work& work) -> boost::asio::awaitable<std::invoke_result_t<Work, Storage&>>
{
    using Outcome = std::invoke_result_t<Work, Storage&>;
    auto start = [this](auto handler, Work run) {
        using Handler = std::decay_t<decltype(handler)>;
        const detail::Resume<Outcome, Handler> resume(std::move(handler));
        if (!readers_.post([resume, run = std::move(run)](Storage& storage) mutable {
                resume(run(storage));
            })) {
            resume(Outcome(hub::fail(Errc::Unavailable, "the hub is stopping or overloaded")));
        }
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Outcome)>(
        std::move(start), boost::asio::use_awaitable, std::move(work));
}

template <class Work>
auto Workers::write(Work& work, AuditNotePtr note)
    -> boost::asio::awaitable<std::invoke_result_t<Work, Storage&>>
{
    auto nobodyElse = [](const auto&...) {};
    return write(work, nobodyElse, std::move(note));
}

template <class Work, class Committed>
auto Workers::write(Work& work, Committed& committed, AuditNotePtr note)
    -> boost::asio::awaitable<std::invoke_result_t<Work, Storage&>>
{
    using Outcome = std::invoke_result_t<Work, Storage&>;
    auto start = [this](auto handler, Work run, Committed tell, AuditNotePtr record) {
        using Handler = std::decay_t<decltype(handler)>;
        const detail::Resume<Outcome, Handler> resume(std::move(handler));
        auto outcome = std::make_shared<std::optional<Outcome>>();
        writer_.post({[outcome, record,
                       run = std::move(run)](Storage& storage) mutable -> Result<void> {
                          outcome->emplace(run(storage));
                          if (!**outcome) {
                              return (*outcome)->error();
                          }
                          return record ? record->append(storage) : success();
                      },
                      [outcome, resume, record,
                       tell = std::move(tell)](const Result<void>& done) mutable {
                          if (done) {
                              if (record) {
                                  record->committed();
                              }
                              if constexpr (std::is_invocable_v<Committed&>) {
                                  tell();
                              } else {
                                  tell(std::as_const((*outcome)->value()));
                              }
                          }
                          resume(done ? std::move(**outcome) : Outcome(done.error()));
                      }});
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Outcome)>(
        std::move(start), boost::asio::use_awaitable, std::move(work), std::move(committed),
        std::move(note));
}

} // namespace hub
