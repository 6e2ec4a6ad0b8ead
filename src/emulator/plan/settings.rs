//! local.settings.json and this process's variables -> the handler's environment (H-SET).

use std::path::Path;

use super::Environment;
use crate::app::App;
use crate::emulator::invoke::envelope::dotnet;
use crate::error::{Failure, Result};

/// Builds the environment (H-SET-09, H-SET-10). `process` are this process's variables, which
/// win over the file; `port` is the front end's. Remarks go to `warnings`, names only.
///
/// # Errors
/// When local.settings.json cannot be used: starting without its values would only move the
/// failure to where nobody looks for it.
pub fn environment(
    app: &App,
    process: impl Iterator<Item = (String, String)>,
    port: u16,
    warnings: &mut Vec<String>,
) -> Result<Environment> {
    let mut environment = Environment::default();
    for (name, value) in process {
        environment.set(name, value);
    }
    for (name, value) in from_file(app, warnings)? {
        warnings.extend(reserved(&name, &value));
        let have = environment.get(&name).is_some_and(|have| !have.is_empty());
        if name.is_empty() {
            warnings.push("local.settings.json has a setting without a name".to_owned());
        } else if have && environment.get(&name) != Some(value.as_str()) {
            warnings.push(format!(
                "`{name}` is already set in the environment, so the value in local.settings.json is not used"
            ));
        } else if !have {
            environment.set(name, value);
        }
    }
    add_what_core_tools_adds(&mut environment, &app.root.dir, port);
    Ok(environment)
}

/// The settings of the file, as variables.
fn from_file(app: &App, warnings: &mut Vec<String>) -> Result<Vec<(String, String)>> {
    let Some(document) = &app.settings else {
        return Ok(Vec::new());
    };
    let place = document.source.path();
    let refused = |why: String| Failure::usage(format!("{place} cannot be used: {why}"));
    if let Some(problem) = document.problems.first() {
        let at = document.source.position(problem.span.start);
        return Err(refused(format!("line {}: {}", at.line, problem.message))
            .help("`fch validate` shows where"));
    }
    let Some(settings) = app.settings() else {
        return Ok(Vec::new());
    };
    let filled = settings
        .values()
        .any(|setting| !setting.secret().is_blank());
    if settings.says_encrypted() && filled {
        return Err(refused("its values count as encrypted".to_owned())
            .help("add \"IsEncrypted\": false at the top of the file, if they are plain")
            .help("run `func settings decrypt`, if they are encrypted"));
    }
    if let Some(nested) = settings.values().find(|setting| setting.is_nested()) {
        let at = document.source.position(nested.span().start);
        let name = &nested.key.text;
        return Err(
            refused(format!("line {}: `{name}` is {}", at.line, nested.kind()))
                .help(format!("write it flat: {}", nested.flat_names().join(", "))),
        );
    }
    let mut found = Vec::new();
    for setting in settings.values() {
        match setting.variable() {
            Some(value) => {
                let date = dotnet::reformatted_date(&value);
                if date.is_some() {
                    warnings.push(format!(
                        "`{}` in local.settings.json is a date, which `func` spells anew as month/day/year, and so does fch",
                        setting.key.text
                    ));
                }
                found.push((setting.key.text.clone(), date.unwrap_or(value)));
            }
            None => warnings.push(format!(
                "`{}` in local.settings.json is null and is skipped",
                setting.key.text
            )),
        }
    }
    found.extend(settings.connection_strings());
    Ok(found)
}

/// The remark on a setting that `func` keeps for itself (H-SET-10..12).
fn reserved(name: &str, value: &str) -> Option<String> {
    let is = |reserved: &str| name.eq_ignore_ascii_case(reserved);
    let what = match name {
        _ if is("WEBSITE_HOSTNAME") || is("AzureWebJobsScriptRoot") => {
            "stops `func start`, which sets it itself; fch sets it too"
        }
        _ if is("CONTAINER_NAME") => "is reserved, and `func start` says so",
        _ if is("AZURE_FUNCTIONS_ENVIRONMENT") && value != "Development" => {
            "is not used: it is always `Development` here"
        }
        _ => return None,
    };
    Some(format!("`{name}` in local.settings.json {what}"))
}

/// H-SET-10, as far as a handler can tell.
fn add_what_core_tools_adds(environment: &mut Environment, root: &Path, port: u16) {
    environment.set("WEBSITE_HOSTNAME", format!("localhost:{port}"));
    environment.set("AzureWebJobsScriptRoot", root.display().to_string());
    environment.set("AZURE_FUNCTIONS_ENVIRONMENT", "Development");
    environment.set("FUNCTIONS_CORETOOLS_ENVIRONMENT", "True");
    environment.set("AzureFunctionsJobHost__SequentialRestart", "true");
    environment.set("ASPNETCORE_SUPPRESSSTATUSMESSAGES", "true");
    environment.set("Logging__LogLevel__Microsoft.Hosting.Lifetime", "None");
    environment.set("PYTHON_ENABLE_DEBUG_LOGGING", "1");
    let level = "AzureFunctionsJobHost__logging__logLevel__Function";
    if environment.setting(level).is_none() {
        environment.set(level, "Information");
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(settings: &str, process: &[(&str, &str)]) -> (Result<Environment>, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("host.json"), "{}").unwrap();
        std::fs::write(dir.path().join("local.settings.json"), settings).unwrap();
        let app = App::load(&crate::app::discover::app(Some(dir.path())).unwrap());
        let process = process.iter().map(|(k, v)| (k.to_string(), v.to_string()));
        let mut warnings = Vec::new();
        let environment = environment(&app, process, 7071, &mut warnings);
        (environment, warnings)
    }

    #[test]
    fn values_become_variables() {
        // V-104, H-SET-07
        let text = r#"{"IsEncrypted": false, "Values": {"A": 1, "B": true, "C": "", "D": null},
            "ConnectionStrings": {"Db": "x", "Other": {"ConnectionString": "y", "ProviderName": "p"}}}"#;
        let (environment, warnings) = read(text, &[]);
        let environment = environment.unwrap();
        assert_eq!(environment.get("A"), Some("1"));
        assert_eq!(environment.get("B"), Some("True"));
        assert_eq!(environment.get("C"), Some(""));
        assert_eq!(environment.get("D"), None);
        assert_eq!(environment.connection("Db"), Some("x"));
        assert_eq!(environment.connection("other"), Some("y"));
        assert_eq!(environment.get("WEBSITE_HOSTNAME"), Some("localhost:7071"));
        assert!(warnings.len() == 1 && warnings[0].contains("`D`"));
    }

    #[test]
    fn what_func_sets_itself_is_remarked_on() {
        // H-SET-10, H-SET-11, H-SET-12
        let remarks = |name: &str, value: &str| {
            let text = format!(r#"{{"IsEncrypted": false, "Values": {{"{name}": "{value}"}}}}"#);
            let (environment, warnings) = read(&text, &[]);
            (environment.unwrap(), warnings)
        };
        let (environment, warnings) = remarks("WEBSITE_HOSTNAME", "mine");
        assert!(warnings[0].contains("`WEBSITE_HOSTNAME`") && !warnings[0].contains("mine"));
        assert_eq!(environment.get("WEBSITE_HOSTNAME"), Some("localhost:7071"));
        assert_eq!(remarks("CONTAINER_NAME", "mine").1.len(), 1);
        let (environment, warnings) = remarks("AZURE_FUNCTIONS_ENVIRONMENT", "Staging");
        assert_eq!(
            environment.get("AZURE_FUNCTIONS_ENVIRONMENT"),
            Some("Development")
        );
        assert_eq!(warnings.len(), 1);
        assert_eq!(
            remarks("AZURE_FUNCTIONS_ENVIRONMENT", "Development").1,
            [""; 0]
        );
    }

    #[test]
    fn a_date_is_spelled_anew() {
        // H-SET-06
        let text =
            r#"{"IsEncrypted": false, "Values": {"D": "2020-01-31T13:05:09Z", "E": "2020"}}"#;
        let (environment, warnings) = read(text, &[]);
        let environment = environment.unwrap();
        assert_eq!(environment.get("D"), Some("01/31/2020 13:05:09"));
        assert_eq!(environment.get("E"), Some("2020"));
        assert!(warnings.len() == 1 && warnings[0].contains("`D`"));
    }

    #[test]
    fn the_process_wins_and_values_are_not_told() {
        // V-106, H-SET-09
        let text = r#"{"IsEncrypted": false, "Values": {"A": "file", "E": "file"}}"#;
        let (environment, warnings) = read(text, &[("A", "sys"), ("E", "")]);
        let environment = environment.unwrap();
        assert_eq!(environment.get("A"), Some("sys"));
        assert_eq!(environment.get("E"), Some("file"));
        assert!(warnings.len() == 1 && warnings[0].contains("`A`"));
        assert!(!warnings[0].contains("file ") && !format!("{environment:?}").contains("sys"));
    }

    #[test]
    fn a_file_that_cannot_be_used_stops_the_start() {
        // V-103, H-SET-02, H-SET-04, H-SET-05
        let refused = |text: &str| read(text, &[]).0.unwrap_err().to_string();
        assert!(refused(r#"{"Values": {"A": "plain"}}"#).contains("encrypted"));
        let nested = refused("{\"IsEncrypted\": false,\n\"Values\": {\"A\": {\"B\": \"secret\"}}}");
        assert!(nested.contains("line 2: `A` is an object") && !nested.contains("secret"));
        assert!(refused("{\"IsEncrypted\": false,").contains("line 1"));
    }
}
