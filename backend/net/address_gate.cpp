#include "net/address_gate.h"

namespace hub::net {

bool isLetIn(const AddressGate& gate, const boost::asio::ip::tcp::socket& socket)
{
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) {
        return false;
    }
    const auto address = peer.address();
    return !gate || gate(address.is_v4() ? IpAddress::v4(address.to_v4().to_uint())
                                         : IpAddress::v6(address.to_v6().to_bytes()));
}

} // namespace hub::net
