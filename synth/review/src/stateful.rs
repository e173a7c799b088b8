//! Which resources hold what cannot be made again: a table, so that whoever
//! deploys, reviews or documents asks the same one.

use serde_json::Value;

/// What is lost when a resource is destroyed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Keeps {
    /// Records of a database, table, index or stream.
    Records,
    /// Files, objects, images, backups.
    Files,
    /// Accounts of users, who cannot be asked to register again.
    Users,
    /// Keys and secrets, without which other data cannot be read.
    Keys,
    /// Messages that are waiting.
    Messages,
    /// Logs, and what happened when.
    History,
    /// A name or address that others know by heart and that may not come back.
    Identity,
}

impl Keeps {
    /// What it is, in the middle of a sentence.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Records => "its records",
            Self::Files => "the files in it",
            Self::Users => "the accounts of its users",
            Self::Keys => "keys that other data depends on",
            Self::Messages => "the messages waiting in it",
            Self::History => "the logs in it",
            Self::Identity => "a name or address that others rely on",
        }
    }
}

/// Every type that is known to hold something. AWS first, as most is known of
/// it; the common ones of other providers follow. Sorted, so that a search
/// finds them.
const TABLE: &[(&str, Keeps)] = &[
    ("alicloud_db_instance", Keeps::Records),
    ("alicloud_oss_bucket", Keeps::Files),
    ("aws_acm_certificate", Keeps::Identity),
    ("aws_acmpca_certificate_authority", Keeps::Keys),
    ("aws_ami", Keeps::Files),
    ("aws_backup_vault", Keeps::Files),
    ("aws_cloudtrail", Keeps::History),
    ("aws_cloudtrail_event_data_store", Keeps::History),
    ("aws_cloudwatch_event_archive", Keeps::History),
    ("aws_cloudwatch_log_group", Keeps::History),
    ("aws_cloudwatch_log_stream", Keeps::History),
    ("aws_codeartifact_repository", Keeps::Files),
    ("aws_codecommit_repository", Keeps::Files),
    ("aws_cognito_identity_pool", Keeps::Users),
    ("aws_cognito_user", Keeps::Users),
    ("aws_cognito_user_pool", Keeps::Users),
    ("aws_cognito_user_pool_domain", Keeps::Identity),
    ("aws_db_cluster_snapshot", Keeps::Files),
    ("aws_db_instance", Keeps::Records),
    ("aws_db_snapshot", Keeps::Files),
    ("aws_directory_service_directory", Keeps::Users),
    ("aws_docdb_cluster", Keeps::Records),
    ("aws_docdb_cluster_instance", Keeps::Records),
    ("aws_docdbelastic_cluster", Keeps::Records),
    ("aws_dynamodb_global_table", Keeps::Records),
    ("aws_dynamodb_table", Keeps::Records),
    ("aws_dynamodb_table_item", Keeps::Records),
    ("aws_dynamodb_table_replica", Keeps::Records),
    ("aws_ebs_snapshot", Keeps::Files),
    ("aws_ebs_volume", Keeps::Files),
    ("aws_ecr_repository", Keeps::Files),
    ("aws_ecrpublic_repository", Keeps::Files),
    ("aws_efs_file_system", Keeps::Files),
    ("aws_eip", Keeps::Identity),
    ("aws_elasticache_cluster", Keeps::Records),
    ("aws_elasticache_replication_group", Keeps::Records),
    ("aws_elasticache_serverless_cache", Keeps::Records),
    ("aws_elasticsearch_domain", Keeps::Records),
    ("aws_fsx_lustre_file_system", Keeps::Files),
    ("aws_fsx_ontap_file_system", Keeps::Files),
    ("aws_fsx_ontap_volume", Keeps::Files),
    ("aws_fsx_openzfs_file_system", Keeps::Files),
    ("aws_fsx_openzfs_volume", Keeps::Files),
    ("aws_fsx_windows_file_system", Keeps::Files),
    ("aws_glacier_vault", Keeps::Files),
    ("aws_glue_catalog_database", Keeps::Records),
    ("aws_glue_catalog_table", Keeps::Records),
    ("aws_iam_user", Keeps::Users),
    ("aws_instance", Keeps::Files),
    ("aws_key_pair", Keeps::Keys),
    ("aws_keyspaces_keyspace", Keeps::Records),
    ("aws_keyspaces_table", Keeps::Records),
    ("aws_kinesis_firehose_delivery_stream", Keeps::Messages),
    ("aws_kinesis_stream", Keeps::Records),
    ("aws_kms_external_key", Keeps::Keys),
    ("aws_kms_key", Keeps::Keys),
    ("aws_kms_replica_key", Keeps::Keys),
    ("aws_lightsail_bucket", Keeps::Files),
    ("aws_lightsail_database", Keeps::Records),
    ("aws_lightsail_disk", Keeps::Files),
    ("aws_lightsail_instance", Keeps::Files),
    ("aws_memorydb_cluster", Keeps::Records),
    ("aws_mq_broker", Keeps::Messages),
    ("aws_msk_cluster", Keeps::Records),
    ("aws_msk_serverless_cluster", Keeps::Records),
    ("aws_neptune_cluster", Keeps::Records),
    ("aws_neptune_cluster_instance", Keeps::Records),
    ("aws_opensearch_domain", Keeps::Records),
    ("aws_opensearchserverless_collection", Keeps::Records),
    ("aws_qldb_ledger", Keeps::Records),
    ("aws_rds_cluster", Keeps::Records),
    ("aws_rds_cluster_instance", Keeps::Records),
    ("aws_rds_global_cluster", Keeps::Records),
    ("aws_redshift_cluster", Keeps::Records),
    ("aws_redshiftserverless_namespace", Keeps::Records),
    ("aws_route53_zone", Keeps::Identity),
    ("aws_s3_bucket", Keeps::Files),
    ("aws_s3_directory_bucket", Keeps::Files),
    ("aws_s3_object", Keeps::Files),
    ("aws_s3tables_table", Keeps::Records),
    ("aws_s3tables_table_bucket", Keeps::Records),
    ("aws_sagemaker_domain", Keeps::Files),
    ("aws_sagemaker_notebook_instance", Keeps::Files),
    ("aws_secretsmanager_secret", Keeps::Keys),
    ("aws_secretsmanager_secret_version", Keeps::Keys),
    ("aws_sqs_queue", Keeps::Messages),
    ("aws_ssm_parameter", Keeps::Keys),
    ("aws_timestreaminfluxdb_db_instance", Keeps::Records),
    ("aws_timestreamwrite_database", Keeps::Records),
    ("aws_timestreamwrite_table", Keeps::Records),
    ("aws_transfer_user", Keeps::Users),
    ("aws_workspaces_workspace", Keeps::Files),
    ("azurerm_cosmosdb_account", Keeps::Records),
    ("azurerm_cosmosdb_sql_container", Keeps::Records),
    ("azurerm_cosmosdb_sql_database", Keeps::Records),
    ("azurerm_key_vault", Keeps::Keys),
    ("azurerm_key_vault_key", Keeps::Keys),
    ("azurerm_key_vault_secret", Keeps::Keys),
    ("azurerm_log_analytics_workspace", Keeps::History),
    ("azurerm_managed_disk", Keeps::Files),
    ("azurerm_mssql_database", Keeps::Records),
    ("azurerm_mssql_server", Keeps::Records),
    ("azurerm_mysql_flexible_server", Keeps::Records),
    ("azurerm_postgresql_flexible_server", Keeps::Records),
    ("azurerm_storage_account", Keeps::Files),
    ("azurerm_storage_blob", Keeps::Files),
    ("azurerm_storage_container", Keeps::Files),
    ("azurerm_storage_share", Keeps::Files),
    ("cloudflare_d1_database", Keeps::Records),
    ("cloudflare_r2_bucket", Keeps::Files),
    ("digitalocean_database_cluster", Keeps::Records),
    ("digitalocean_spaces_bucket", Keeps::Files),
    ("digitalocean_volume", Keeps::Files),
    ("github_repository", Keeps::Files),
    ("google_artifact_registry_repository", Keeps::Files),
    ("google_bigquery_dataset", Keeps::Records),
    ("google_bigquery_table", Keeps::Records),
    ("google_bigtable_instance", Keeps::Records),
    ("google_bigtable_table", Keeps::Records),
    ("google_compute_disk", Keeps::Files),
    ("google_filestore_instance", Keeps::Files),
    ("google_firestore_database", Keeps::Records),
    ("google_kms_crypto_key", Keeps::Keys),
    ("google_kms_key_ring", Keeps::Keys),
    ("google_pubsub_subscription", Keeps::Messages),
    ("google_pubsub_topic", Keeps::Messages),
    ("google_secret_manager_secret", Keeps::Keys),
    ("google_secret_manager_secret_version", Keeps::Keys),
    ("google_spanner_database", Keeps::Records),
    ("google_spanner_instance", Keeps::Records),
    ("google_sql_database", Keeps::Records),
    ("google_sql_database_instance", Keeps::Records),
    ("google_storage_bucket", Keeps::Files),
    ("google_storage_bucket_object", Keeps::Files),
    ("kubernetes_namespace", Keeps::Files),
    ("kubernetes_namespace_v1", Keeps::Files),
    ("kubernetes_persistent_volume", Keeps::Files),
    ("kubernetes_persistent_volume_claim", Keeps::Files),
    ("kubernetes_persistent_volume_claim_v1", Keeps::Files),
    ("kubernetes_persistent_volume_v1", Keeps::Files),
    ("kubernetes_stateful_set", Keeps::Records),
    ("kubernetes_stateful_set_v1", Keeps::Records),
    ("mongodbatlas_advanced_cluster", Keeps::Records),
    ("mongodbatlas_cluster", Keeps::Records),
    ("random_password", Keeps::Keys),
    ("time_static", Keeps::Identity),
    ("tls_private_key", Keeps::Keys),
];

/// What is lost when a resource of this type is destroyed or replaced;
/// `None` if nothing that is known of.
#[must_use]
pub fn keeps(resource_type: &str) -> Option<Keeps> {
    TABLE
        .binary_search_by(|(name, _)| (*name).cmp(resource_type))
        .ok()
        .and_then(|at| TABLE.get(at))
        .map(|(_, keeps)| *keeps)
}

/// What is lost when this resource is destroyed or replaced: what it
/// [`keeps`], unless the configuration has it too and makes it again. An object
/// is uploaded from a file or a text; a parameter has the value that is written
/// in its block. `before` are its values in the state, `block` is what the
/// configuration says of it, as far as that is known.
///
/// A parameter whose value the configuration leaves alone
/// (`ignore_changes`) was given another by hand. Where the block is gone, only a
/// parameter that is not secret counts as configuration.
///
/// ```
/// # use serde_json::json;
/// let uploaded = json!({"source": "assets/site.zip"});
/// assert!(synth_review::loses("aws_s3_object", &uploaded, None).is_none());
/// assert!(synth_review::loses("aws_s3_bucket", &json!({}), None).is_some());
/// ```
#[must_use]
pub fn loses(resource_type: &str, before: &Value, block: Option<&Value>) -> Option<Keeps> {
    let given = |arguments: &[&str]| {
        let mut values = arguments.iter().map(|argument| &before[*argument]);
        values.any(|value| value.as_str().is_some_and(|text| !text.is_empty()))
    };
    let made_again = match resource_type {
        "aws_s3_object" => given(&["content", "content_base64", "source"]),
        "azurerm_storage_blob" => given(&["source", "source_content", "source_uri"]),
        "google_storage_bucket_object" => given(&["content", "source"]),
        "aws_ssm_parameter" => match block {
            Some(block) => !ignores(block, &["insecure_value", "value"]),
            None => before["type"] == "String" || before["type"] == "StringList",
        },
        _ => false,
    };
    keeps(resource_type).filter(|_| !made_again)
}

/// Whether a block leaves changes of one of these arguments alone.
fn ignores(block: &Value, arguments: &[&str]) -> bool {
    // A block may be written as itself or as a list of one.
    let lifecycle = &block["lifecycle"];
    let lifecycle = lifecycle.get(0).unwrap_or(lifecycle);
    match &lifecycle["ignore_changes"] {
        Value::String(all) => all == "all",
        Value::Array(ignored) => ignored
            .iter()
            .any(|one| arguments.iter().any(|argument| one == argument)),
        _ => false,
    }
}

/// Whether a resource of this type holds what cannot be made again.
///
/// ```
/// assert!(synth_review::is_stateful("aws_dynamodb_table"));
/// assert!(!synth_review::is_stateful("aws_lambda_function"));
/// ```
#[must_use]
pub fn is_stateful(resource_type: &str) -> bool {
    keeps(resource_type).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_searched() {
        for pair in TABLE.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} {}", pair[0].0, pair[1].0);
        }
        for (name, expected) in TABLE {
            assert_eq!(keeps(name), Some(*expected), "{name}");
        }
    }

    #[test]
    fn what_is_written_down_is_made_again() {
        use serde_json::json;

        let secret = json!({"type": "SecureString", "value": "x"});
        let left = json!({"lifecycle": [{"ignore_changes": ["value"]}]});
        for (kind, before, block, lost) in [
            ("aws_s3_object", json!({"content": "x"}), None, false),
            ("aws_s3_object", json!({"source": ""}), None, true),
            (
                "google_storage_bucket_object",
                json!({"source": "x"}),
                None,
                false,
            ),
            ("azurerm_storage_blob", json!({"size": 5}), None, true),
            (
                "aws_ssm_parameter",
                json!({"type": "StringList"}),
                None,
                false,
            ),
            ("aws_ssm_parameter", secret.clone(), None, true),
            (
                "aws_ssm_parameter",
                secret.clone(),
                Some(json!({"value": "x"})),
                false,
            ),
            ("aws_ssm_parameter", secret.clone(), Some(left), true),
            (
                "aws_ssm_parameter",
                secret,
                Some(json!({"lifecycle": {"ignore_changes": "all"}})),
                true,
            ),
            ("aws_dynamodb_table", json!({"source": "x"}), None, true),
            ("aws_lambda_function", json!({}), None, false),
        ] {
            let found = loses(kind, &before, block.as_ref()).is_some();
            assert_eq!(found, lost, "{kind} {before} {block:?}");
        }
    }

    #[test]
    fn what_does_the_work_is_not_in_it() {
        for name in ["aws_lambda_function", "aws_lb", "aws_iam_role", "aws", ""] {
            assert!(!is_stateful(name), "{name}");
        }
    }
}
