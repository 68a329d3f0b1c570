//! The package of the element: its module is the server's own script. `make element` writes it.

use std::{env, fs};

use menshen::server::element_module;

const MODULE: &str = "clients/menshen-element/index.js";

#[test]
fn the_packages_module_is_the_servers_own_script() {
    let right = element_module();
    if env::var_os("UPDATE").is_some() {
        fs::write(MODULE, &right).unwrap();
    }
    assert_eq!(
        fs::read_to_string(MODULE).unwrap(),
        right,
        "{MODULE} is not what `make element` writes"
    );
}
