//! The commands that deploy a finished zip.

use crate::hosting::{HostingPlan, Os};

/// What deploys the zip at `path`, in this order: for `plan`, or where none is named, what works
/// on every plan that takes code. `GROUP` and `NAME` are left for the user. Empty where Azure has
/// no machine for it.
///
/// `func` is not among them: it packs the folder anew and deploys that (H-PUB-02).
pub fn commands(plan: Option<HostingPlan>, os: Os, path: &str) -> Vec<String> {
    let zip = quoted(path);
    if os == Os::Macos {
        return Vec::new();
    }
    if plan == Some(HostingPlan::Container) {
        // The root that the base images give the host.
        return vec![
            format!("unzip -q {zip} -d wwwroot"),
            "# in the Dockerfile: COPY wwwroot /home/site/wwwroot".to_owned(),
        ];
    }
    let deploy =
        format!("az functionapp deployment source config-zip -g GROUP -n NAME --src {zip}");
    match runs_from_package(plan, os) {
        true => vec![
            "az functionapp config appsettings set -g GROUP -n NAME --settings WEBSITE_RUN_FROM_PACKAGE=1"
                .to_owned(),
            deploy,
        ],
        false => vec![deploy],
    }
}

/// Whether the plan has to be told to run from the zip that it got. Flex Consumption always does
/// and refuses the setting; without a plan it may be that one.
fn runs_from_package(plan: Option<HostingPlan>, os: Os) -> bool {
    match plan {
        Some(HostingPlan::Premium | HostingPlan::Dedicated) => true,
        // Flex Consumption has no Windows.
        Some(HostingPlan::Consumption) | None => os == Os::Windows,
        Some(HostingPlan::Flex | HostingPlan::Container) => false,
    }
}

/// A word for the shell of the system fch runs on.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./:@+,".contains(c);
    if !word.is_empty()
        && word
            .chars()
            .all(|c| plain(c) || (cfg!(windows) && c == '\\'))
    {
        return word.to_owned();
    }
    match cfg!(windows) {
        true => format!("\"{word}\""),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flex_is_never_told_to_run_from_its_package() {
        for plan in [None, Some(HostingPlan::Flex)] {
            let commands = commands(plan, Os::Linux, "app.zip");
            assert_eq!(
                commands,
                ["az functionapp deployment source config-zip -g GROUP -n NAME --src app.zip"]
            );
        }
        let premium = commands(Some(HostingPlan::Premium), Os::Linux, "a b.zip");
        assert!(premium.len() == 2 && premium[0].ends_with("WEBSITE_RUN_FROM_PACKAGE=1"));
        assert!(premium[1].contains("a b.zip") && !premium[1].ends_with("--src a b.zip"));
        assert!(commands(None, Os::Macos, "app.zip").is_empty());
    }
}
