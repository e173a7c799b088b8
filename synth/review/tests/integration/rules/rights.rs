//! Policies, and who may use what they are on.

use serde_json::{Value, json};

use super::{Case, allow, case, new, policy, switch, widens};

pub(super) fn rights() -> Vec<Case> {
    let read = || allow(&["s3:GetObject"], "arn:aws:s3:::b/*");
    let everybody = |condition: Value| {
        policy(
            json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Principal": "*",
            "Condition": condition}),
        )
    };
    let account = json!({"StringEquals": {"aws:SourceAccount": "123456789012"}});
    let deny =
        |resource: &str| policy(json!({"Effect": "Deny", "Action": "s3:*", "Resource": resource}));
    let many: Vec<String> = (0..200).map(|n| format!("a:B{n}")).collect();
    let resources: Vec<String> = (0..200).map(|n| format!("arn:{n}")).collect();
    let huge = policy(json!({"Effect": "Allow", "Action": many, "Resource": resources}));
    vec![
        widens(
            "iam-admin",
            read(),
            allow(&["*"], "*"),
            allow(&["s3:*"], "*"),
        ),
        widens(
            "iam-public",
            read(),
            everybody(json!({})),
            everybody(account.clone()),
        ),
        widens(
            "iam-condition-removed",
            everybody(account.clone()),
            everybody(json!({})),
            everybody(account),
        ),
        widens(
            "iam-deny-removed",
            deny("*"),
            deny("arn:aws:s3:::b"),
            deny("*"),
        ),
        widens(
            "iam-escalation",
            read(),
            allow(&["iam:PassRole"], "*"),
            allow(&["iam:PassRole"], "arn:aws:iam::1:role/x"),
        ),
        widens(
            "iam-wildcard",
            read(),
            allow(&["sqs:*"], "arn:x"),
            allow(&["sqs:SendMessage"], "arn:x"),
        ),
        widens(
            "iam-not",
            read(),
            policy(json!({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})),
            policy(json!({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"})),
        ),
        widens(
            "iam-wider",
            read(),
            allow(&["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::b/*"),
            read(),
        ),
        widens("iam-unreadable", read(), huge.clone(), read()),
    ]
}

pub(super) fn access() -> Vec<Case> {
    vec![
        case(
            "function-public",
            new().create(
                "aws_lambda_function_url.u",
                json!({"authorization_type": "NONE"}),
            ),
            new().create(
                "aws_lambda_function_url.u",
                json!({"authorization_type": "AWS_IAM"}),
            ),
        ),
        case(
            "service-unbound",
            new().create(
                "aws_lambda_permission.p",
                json!({"principal": "s3.amazonaws.com"}),
            ),
            new().create(
                "aws_lambda_permission.p",
                json!({"principal": "s3.amazonaws.com", "source_arn": "arn:aws:s3:::b"}),
            ),
        ),
        case(
            "access-key-created",
            new().create("aws_iam_access_key.k", json!({"user": "u"})),
            new().update(
                "aws_iam_access_key.k",
                json!({"status": "Active"}),
                json!({"status": "Inactive"}),
            ),
        ),
        switch(
            "sign-in-weaker",
            "aws_cognito_user_pool.p",
            json!({"mfa_configuration": "ON"}),
            json!({"mfa_configuration": "OFF"}),
        ),
        switch(
            "authorizer-removed",
            "aws_apigatewayv2_route.r",
            json!({"authorization_type": "JWT"}),
            json!({"authorization_type": "NONE"}),
        ),
    ]
}
