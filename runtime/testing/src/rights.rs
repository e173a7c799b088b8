//! Callers who may do no more than they were given the right to.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use contract::table;
use serde_json::{Value, json};

use crate::account::element;
use crate::{Account, StandIns, Trouble};

impl StandIns {
    /// A policy that allows these actions, as the stacks allow them: on this
    /// table and this bucket alone.
    #[must_use]
    pub fn policy(&self, rights: &[&str]) -> Value {
        let bucket = format!("arn:aws:s3:::{}", self.bucket.name());
        let posts = format!(
            "arn:aws:dynamodb:{}:{}:table/{}",
            Self::REGION,
            Account::ID,
            self.table
        );
        let statements: Vec<Value> = rights
            .iter()
            .map(|action| {
                let resource = match action.split_once(':') {
                    Some(("s3", "ListBucket")) => json!(bucket),
                    Some(("s3", _)) => json!(format!("{bucket}/*")),
                    Some(("dynamodb", "Query")) => {
                        json!([posts, format!("{posts}/index/{}", table::FEED_INDEX)])
                    }
                    Some(("dynamodb", _)) => json!(posts),
                    _ => json!("*"),
                };
                json!({"Effect": "Allow", "Action": action, "Resource": resource})
            })
            .collect();
        json!({"Version": "2012-10-17", "Statement": statements})
    }

    /// The keys of a new user who has these rights.
    ///
    /// # Errors
    ///
    /// When the backend has no users, or does not answer.
    pub async fn user_with(&self, rights: &[&str]) -> Result<SharedCredentialsProvider, Trouble> {
        let account = self.account()?;
        let name = uuid::Uuid::now_v7().to_string();
        let user = ("UserName", name.as_str());
        account.iam("CreateUser", &[user]).await?;
        let policy = self.policy(rights).to_string();
        let rest = [user, ("PolicyName", "rights"), ("PolicyDocument", &policy)];
        account.iam("PutUserPolicy", &rest).await?;
        let keys = account.iam("CreateAccessKey", &[user]).await?;
        let (key, secret) = element(&keys, "AccessKeyId")
            .zip(element(&keys, "SecretAccessKey"))
            .ok_or("there are no keys in the answer")?;
        let credentials = Credentials::from_keys(key, secret, None);
        Ok(SharedCredentialsProvider::new(credentials))
    }

    /// The ARN of a new role that Lambda may take on and that has these rights.
    ///
    /// # Errors
    ///
    /// When the backend has no roles, or does not answer.
    pub async fn role_with(&self, rights: &[&str]) -> Result<String, Trouble> {
        let account = self.account()?;
        let name = uuid::Uuid::now_v7().to_string();
        let role = ("RoleName", name.as_str());
        let trust = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }],
        })
        .to_string();
        let trust = ("AssumeRolePolicyDocument", trust.as_str());
        let made = account.iam("CreateRole", &[role, trust]).await?;
        let policy = self.policy(rights).to_string();
        let rest = [role, ("PolicyName", "rights"), ("PolicyDocument", &policy)];
        account.iam("PutRolePolicy", &rest).await?;
        let arn = element(&made, "Arn").ok_or("there is no ARN in the answer")?;
        Ok(arn.to_owned())
    }
}
