// The options that say where the passphrase is under which the stored keys are encrypted.
#pragma once

#include "hub/error.h"
#include "hub/key_source.h"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

namespace hubd {

void addKeyOptions(boost::program_options::options_description_easy_init add);    ///< settings
void addNewKeyOptions(boost::program_options::options_description_easy_init add); ///< of the command rekey

/// Without one of them: secret.key in the data folder. Errors: InvalidArgument.
hub::Result<hub::KeySource> keySource(const boost::program_options::variables_map& values);

/// The same for what rekey changes to.
hub::Result<hub::KeySource> newKeySource(const boost::program_options::variables_map& values);

} // namespace hubd
