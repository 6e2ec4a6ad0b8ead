//! What Core Tools (`func`) say on a developer's machine.

use super::KnownError;

pub(super) static ERRORS: &[KnownError] = &[
    KnownError {
        name: "null-provider",
        says: &[
            &["value cannot be null", "parameter 'provider'"],
            &["value cannot be null", "parameter name: provider"],
        ],
        example: "Value cannot be null. (Parameter 'provider')",
        means: "`func` failed before the host was built and then stumbled over its own clean-up. The real cause was lost: mostly host.json or local.settings.json that is not valid JSON, a bundle that could not be loaded, or a wrong FUNCTIONS_WORKER_RUNTIME.",
        check: "`fch validate` reads the same files and points at the place; `func start --verbose` shows the lines before.",
        fix: "Mend what `fch validate` reports. If it is silent, empty the bundle cache in ~/.azure-functions-core-tools.",
        rules: &["json-syntax", "settings-value-type", "runtime-custom"],
    },
    KnownError {
        name: "settings-not-decrypted",
        says: &[&["failed to decrypt settings"]],
        example: "Failed to decrypt settings. Encrypted settings only be edited through 'func settings add'.",
        means: "local.settings.json has no \"IsEncrypted\": false, so `func` takes the plain values for encrypted ones.",
        check: "The key is matched in its case: `isEncrypted` does not count.",
        fix: "Add \"IsEncrypted\": false. `fch validate --fix` does it.",
        rules: &["settings-encrypted"],
    },
    KnownError {
        name: "settings-file-ignored",
        says: &[
            &["failed to read app settings file"],
            &["local.settings.json", "error reading"],
            &["unexpected character encountered while parsing value: {. path 'values"],
        ],
        example: "Failed to read app settings file at '/src/app/local.settings.json'. Unexpected character encountered while parsing value: {. Path 'Values.Database', line 5, position 18.",
        means: "One value in `Values` is an object or a list. `func` then drops *every* setting, and what follows (no storage, no runtime, no functions) has nothing to do with its cause.",
        check: "Everything in `Values` must be text.",
        fix: "Write nested values flat: \"Database__Host\": \"...\". `fch validate --fix` does it.",
        rules: &["settings-value-type", "json-syntax"],
    },
    KnownError {
        name: "storage-setting-missing",
        says: &[&["missing value for azurewebjobsstorage in local.settings.json"]],
        example: "Missing value for AzureWebJobsStorage in local.settings.json. This is required for all triggers other than httptrigger, kafkatrigger.",
        means: "`func` does not start triggers other than HTTP without a storage account.",
        check: "Is AzureWebJobsStorage in `Values`, and does `func` read the file at all?",
        fix: "Set it to `UseDevelopmentStorage=true` and run Azurite, or use `fch run`, which brings a store.",
        rules: &["storage-missing", "settings-value-type"],
    },
    KnownError {
        name: "worker-runtime-none",
        says: &[
            &["worker runtime cannot be 'none'"],
            &["'functions_worker_runtime' missing"],
            &["unable to determine worker runtime"],
        ],
        example: "Worker runtime cannot be 'None'. Please set a valid runtime.",
        means: "FUNCTIONS_WORKER_RUNTIME is missing, locally or in the app's settings.",
        check: "Look in `Values`; a file that `func` could not read as a whole looks the same.",
        fix: "Set it to `custom`, in `Values` and in Azure.",
        rules: &["runtime-custom", "settings-value-type"],
    },
    KnownError {
        name: "project-root-not-found",
        says: &[&["unable to find project root"]],
        example: "Unable to find project root. Expecting to find one of host.json, local.settings.json in project root.",
        means: "`func` was started outside the app: it wants host.json in the current folder or above.",
        check: "In a repository with several apps, each has its own host.json.",
        fix: "Change to the app's folder. `fch` takes the folder as an argument.",
        rules: &[],
    },
    KnownError {
        name: "port-unavailable",
        says: &[&[
            "port",
            "is unavailable",
            "close the process using that port",
        ]],
        example: "Port 7071 is unavailable. Close the process using that port, or specify another port using --port [-p].",
        means: "Another host runs already, or an earlier one did not end: after a debugger stops, `func` and the handler often live on.",
        check: "`lsof -i :7071`, or on Windows `netstat -ano | findstr 7071`.",
        fix: "End it, or take another port: `fch run --port 7072`.",
        rules: &["fixed-port"],
    },
    KnownError {
        name: "json-position-zero",
        says: &[
            &["unexpected token", "in json at position 0"],
            &["unexpected token '\u{feff}'"],
        ],
        example: "SyntaxError: Unexpected token \u{feff} in JSON at position 0",
        means: "The file begins with a byte order mark or is UTF-16. PowerShell's `>` and `Out-File` write such files.",
        check: "`file local.settings.json` says which.",
        fix: "Save it as UTF-8 without a byte order mark. `fch validate --fix` does it.",
        rules: &["file-encoding"],
    },
    KnownError {
        name: "file-in-use",
        says: &[
            &["because it is being used by another process"],
            &["access is denied", "handler.exe"],
            &["text file busy"],
        ],
        example: "The process cannot access the file 'handler.exe' because it is being used by another process.",
        means: "The handler still runs while it is built anew: on Windows a running program's file is locked, on Linux it is \"text file busy\".",
        check: "Look for a handler that outlived its host.",
        fix: "End it. `fch run --watch` builds beside the running handler and swaps.",
        rules: &[],
    },
];
