#include "tests/support/golden_mqtt.h"

namespace hub::test {
namespace {

const std::string kDesired = "$iothub/twin/PATCH/properties/desired/#";
const std::string kReported = "$iothub/twin/PATCH/properties/reported/?$rid=";
const std::string kTwinGet = "$iothub/twin/GET/?$rid=";
const std::string kCommands = "devices/dev1/messages/devicebound/#";
const std::string kEvents = "devices/dev1/messages/events/";

Conversation nodeConversation()
{
    const std::string patch = kReported + "f106d0e4-cd39-4837-ba47-158555e314ae";
    return {"Node",
            {kNodeConnect, kNodePublish, publishPacket(kEvents, "no props", 0x834c), kNodeSubscribe,
             subscribePacket(0x834e, {{"$iothub/methods/POST/#", 0}}),
             subscribePacket(0x834f, {{"$iothub/twin/res/#", 0}}), kNodeTwinGet,
             subscribePacket(0x8350, {{kDesired, 0}}),
             publishPacket(patch, R"({"fw":"1.1","gone":null})"), fromHex("40020001"), kPingreq,
             kNodeMethodResponse, kDisconnect},
            {"CONNECT dev1 clean=0 keepAlive=180 user=localhost/dev1/?api-version=2021-04-12&"
             "DeviceClientType=azure-iot-device%2F1.18.4%20(node%20v20.20.2%3B%20Debian%2012%3B"
             "%20x64) password=SharedAccessSignature sr=localhost%2Fdevices%2Fdev1&"
             "sig=zMmPERyLRvvWLXplDqjNOgaoAoD8x4Ippwr%2BSG6GJfg%3D&se=1795319130",
             "PUBLISH q1 id=33611 " + kEvents + kNodeBag + R"( {"t":21.5})",
             "PUBLISH q1 id=33612 " + kEvents + " no props", "SUBSCRIBE 33613 " + kCommands + ":1",
             "SUBSCRIBE 33614 $iothub/methods/POST/#:0", "SUBSCRIBE 33615 $iothub/twin/res/#:0",
             "PUBLISH q0 id=0 " + kTwinGet + "469c4417-3801-46d1-85d1-1971fe2858fb  ",
             "SUBSCRIBE 33616 " + kDesired + ":0",
             "PUBLISH q0 id=0 " + patch + R"( {"fw":"1.1","gone":null})", "PUBACK 1",
             R"(PUBLISH q0 id=0 $iothub/methods/res/200/?$rid=7 {"ok":true})", "DISCONNECT"}};
}

Conversation pythonConversation()
{
    const std::string get = kTwinGet + "e1078772-110b-4fc5-b542-e858d312b7f7";
    const std::string patch = kReported + "64cdded7-af73-4af0-9b2a-2994b7413c4a";
    return {"Python",
            {kPythonConnect, publishPacket(kEvents, "plain string", 2),
             subscribePacket(3, {{kCommands, 1}}),
             subscribePacket(4, {{"$iothub/methods/POST/#", 1}}),
             subscribePacket(5, {{"$iothub/twin/res/#", 1}}), publishPacket(get, " ", 6),
             fromHex("40020001"), subscribePacket(7, {{kDesired, 1}}),
             publishPacket(patch, R"({"fw": "1.1", "gone": null})", 8), kPingreq, kPingreq,
             publishPacket("$iothub/methods/res/200/?$rid=7", R"({"ok": true})", 9)},
            {"CONNECT dev1 clean=0 keepAlive=60 user=localhost/dev1/?api-version=2019-10-01&"
             "DeviceClientType=azure-iot-device-iothub-py%2F2.14.0%283.11.2%3BLinux%20%231%20SMP"
             "%20PREEMPT_DYNAMIC%20%400%3Bx86_64%29 password=SharedAccessSignature "
             "sr=localhost%2Fdevices%2Fdev1&sig=XuMLDlw8QEn2Xr82qMPAC00Fci4tW8c37LloYrkYWO4%3D&"
             "se=1795319384",
             "PUBLISH q1 id=2 " + kEvents + " plain string", "SUBSCRIBE 3 " + kCommands + ":1",
             "SUBSCRIBE 4 $iothub/methods/POST/#:1", "SUBSCRIBE 5 $iothub/twin/res/#:1",
             "PUBLISH q1 id=6 " + get + "  ", "PUBACK 1", "SUBSCRIBE 7 " + kDesired + ":1",
             "PUBLISH q1 id=8 " + patch + R"( {"fw": "1.1", "gone": null})",
             R"(PUBLISH q1 id=9 $iothub/methods/res/200/?$rid=7 {"ok": true})"}};
}

Conversation cConversation()
{
    const std::string bag = "plain=x%20y&k1=v%2f1&%24.cid=c%2f1&%24.mid=m%201&"
                            "%24.ct=application%2fjson&%24.ce=utf-8&%24.sub=comp1";
    return {
        "C",
        {kCConnect, kCSubscribe, publishPacket(kTwinGet + "3", ""),
         publishPacket(kReported + "4", R"({"fw":"1.1"})"),
         publishPacket(kEvents + bag, R"({"t":21.5})", 5), subscribePacket(7, {{kDesired, 0}}),
         unsubscribePacket(8, {kCommands, "$iothub/methods/POST/#"}), kDisconnect},
        {"CONNECT dev1 clean=0 keepAlive=240 user=127.0.0.1/dev1/?api-version=2020-09-30&"
         "DeviceClientType=iothubclient%2f1.15.0%20(native%3b%20Linux%3b%20x86_64) "
         "password=SharedAccessSignature sr=127.0.0.1/devices/dev1&"
         "sig=e8VM2eLPAHRfPla4RAD2d2VTlTxAjQ8j7gW9Ebw%2bPXc%3d&se=1795319808",
         "SUBSCRIBE 2 " + kCommands + ":1 $iothub/twin/res/#:0 $iothub/methods/POST/#:0",
         "PUBLISH q0 id=0 " + kTwinGet + "3 ", "PUBLISH q0 id=0 " + kReported + R"(4 {"fw":"1.1"})",
         "PUBLISH q1 id=5 " + kEvents + bag + R"( {"t":21.5})", "SUBSCRIBE 7 " + kDesired + ":0",
         "UNSUBSCRIBE 8 " + kCommands + " $iothub/methods/POST/#", "DISCONNECT"}};
}

} // namespace

const std::vector<Conversation>& goldenConversations()
{
    static const std::vector<Conversation> conversations{nodeConversation(), pythonConversation(),
                                                         cConversation()};
    return conversations;
}

} // namespace hub::test
