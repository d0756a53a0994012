#include "net/webhook.h"

namespace hub::net {

Result<std::unique_ptr<Webhook>> Webhook::create(WebAddress address)
{
    HUB_TRY(std::unique_ptr<WebClient> client, WebClient::create());
    return std::unique_ptr<Webhook>(new Webhook(std::move(address), std::move(client)));
}

boost::asio::awaitable<Result<void>> Webhook::post(std::string body)
{
    WebRequest request;
    request.method = "POST";
    request.address = address_;
    request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    request.body = std::move(body);
    WebLimits limits;
    limits.answerBytes = 0;
    HUB_CO_TRY(const WebAnswer answer, co_await client_->send(std::move(request), limits));
    co_return answer.status / 100 == 2
        ? Result<void>(success())
        : fail(Errc::Io, "the answer is " + std::to_string(answer.status));
}

} // namespace hub::net
