// Whose limits the service API has: those of one unit of a tier of Azure's.
#pragma once

namespace hub {

enum class ThrottleTier { None, F1, S1, S2, S3 };

} // namespace hub
