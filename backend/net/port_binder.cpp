#include "net/port_binder.h"

namespace hub::net {
namespace {

constexpr std::uint16_t kPortsToTry = 100;
constexpr int kBacklog = 4096;

Error bindError(const boost::system::error_code& error,
                const std::string& address,
                std::uint16_t port)
{
    const std::string where = address + " port " + std::to_string(port);
    if (error == boost::asio::error::address_in_use) {
        return fail(Errc::PortInUse, where + " is in use by another program");
    }
    if (error == boost::asio::error::access_denied) {
        return fail(Errc::PermissionDenied, "not allowed to listen on " + where);
    }
    return fail(Errc::Io, "cannot listen on " + where + ": " + error.message());
}

} // namespace

bool isLoopback(const std::string& address)
{
    boost::system::error_code error;
    const auto ip = boost::asio::ip::make_address(address, error);
    return !error && ip.is_loopback();
}

Result<BoundPort> bindPort(boost::asio::io_context& context,
                           const std::string& address,
                           std::uint16_t port)
{
    using boost::asio::ip::tcp;
    boost::system::error_code error;
    const auto ip = boost::asio::ip::make_address(address, error);
    if (error) {
        return fail(Errc::InvalidArgument, "'" + address + "' is not an IP address to bind to");
    }
    const tcp::endpoint endpoint(ip, port);
    tcp::acceptor acceptor(context);
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(kBacklog, error);
    }
    if (error) {
        return bindError(error, address, port);
    }
    const std::uint16_t bound = acceptor.local_endpoint(error).port();
    return BoundPort{std::move(acceptor), bound};
}

Result<BoundPort> bindNextFree(boost::asio::io_context& context,
                               const std::string& address,
                               std::uint16_t first)
{
    for (std::uint16_t i = 0; i < kPortsToTry; ++i) {
        Result<BoundPort> bound = bindPort(context, address, static_cast<std::uint16_t>(first + i));
        if (bound || bound.error().code != Errc::PortInUse) {
            return bound;
        }
    }
    return fail(Errc::PortInUse, "no free port from " + std::to_string(first) + " to " +
                                     std::to_string(first + kPortsToTry - 1));
}

} // namespace hub::net
