/**
 * Okta's public event types as of release 2026.08, one a line: name, the release that brought it, and `hook` where an event
 * hook may deliver it. Facts from Okta's own list (developer.okta.com, docs/reference/api/event-types).
 */
export const eventTypeList = `
access.request.cancel 2023.06.0 hook
access.request.condition.activate 2024.03.0 hook
access.request.condition.create 2024.03.0 hook
access.request.condition.deactivate 2024.03.0 hook
access.request.condition.delete 2024.03.0 hook
access.request.condition.invalidate 2024.03.0 hook
access.request.condition.update 2024.03.0 hook
access.request.create 2022.11.0 hook
access.request.expire 2025.05.0 hook
access.request.reject 2024.05.0 hook
access.request.resolve 2022.11.0 hook
access.request.sequence.create 2024.10.0 hook
access.request.sequence.delete 2024.10.0 hook
access.request.sequence.update 2024.10.0 hook
access.request.settings.update 2025.01.2 hook
access.request.update 2026.05.0 hook
access.review.action 2025.08.0 hook
access.review.close 2025.08.0 hook
access.review.create 2025.08.0 hook
access.review.remediate 2025.08.0 hook
access.review.start 2025.08.0 hook
access.review.update 2025.08.0 hook
account.aerial_template_condition.apply 2026.02.2
account.aerial_template_condition.create 2026.02.2
account.aerial_template_condition.delete 2026.02.2
account.aerial_template_condition.remove 2026.02.2
account.aerial_template_condition.update 2026.02.2
account.org.add 2023.10.1
account.org.delete.cancel 2024.02.2
account.org.delete.request 2024.02.2
account.org.product.update 2023.10.1
account.org.status.update 2023.10.1
account.org_group.create 2026.02.1
account.org_group.delete 2026.02.1
account.org_group.org.assign 2026.02.1
account.org_group.org.revoke 2026.02.1
account.org_group.update 2026.02.1
analytics.feedback.provide 2023.10.0
analytics.reports.export.download 2022.05.1
analytics.reports.export.generate 2022.05.1
analytics.reports.export.request 2022.05.1
app.access_request.approver.approve 2017.43 hook
app.access_request.approver.deny 2017.43 hook
app.access_request.delete 2017.43 hook
app.access_request.deny 2017.43 hook
app.access_request.expire 2017.43 hook
app.access_request.grant 2017.43 hook
app.access_request.request 2017.43 hook
app.ad.api.user_import.account_locked 2016.10
app.ad.api.user_import.warn.skipped_contact.attribute_invalid_value 2015.47
app.ad.api.user_import.warn.skipped_user.attribute_invalid_value 2015.47
app.ad.api.user_import.warn.skipped_user.missing_required_attribute 2011.01
app.ad.credential.verify 2026.06.0
app.ad.password_migration_campaign.cancel.end 2025.10.0
app.ad.password_migration_campaign.cancel.start 2025.10.0
app.ad.password_migration_campaign.create 2025.10.0
app.ad.password_migration_campaign.finish.end 2025.10.0
app.ad.password_migration_campaign.finish.start 2025.10.0
app.ad.password_migration_campaign.group.add 2025.10.0
app.ad.password_migration_campaign.user.capture_password 2025.10.0
app.ad.password_migration_campaign.user.migrate.end 2025.10.0 hook
app.ad.password_migration_campaign.user.migrate.start 2025.10.0
app.ai_agent_provider.activate 2026.03.0 hook
app.ai_agent_provider.create 2026.03.0 hook
app.ai_agent_provider.credential.validate 2026.03.0 hook
app.ai_agent_provider.deactivate 2026.03.0 hook
app.ai_agent_provider.delete 2026.03.0 hook
app.ai_agent_provider.import.complete 2026.03.0 hook
app.ai_agent_provider.import.start 2026.03.0 hook
app.ai_agent_provider.import_staging.confirm 2026.08.0 hook
app.ai_agent_provider.import_staging.ignore 2026.08.0 hook
app.ai_agent_provider.priority.update 2026.08.0 hook
app.ai_agent_provider.update 2026.03.0 hook
app.app_instance.csr.generate 2017.15
app.app_instance.csr.publish 2017.15
app.app_instance.csr.revoke 2017.15
app.app_instance.provision_sync_job.completed 2019.08.3
app.app_instance.provision_sync_job.failed 2019.08.3
app.app_instance.provision_sync_job.started 2019.08.3
app.cross_app_access.connection.create 2026.03.2
app.cross_app_access.connection.delete 2026.03.2
app.cross_app_access.connection.update 2026.03.2
app.generic.unauth_app_access_attempt 2016.06
app.inbound_del_auth.login_success 2016.18
app.interclient_mapping.create 2025.12.0 hook
app.interclient_mapping.delete 2025.12.0 hook
app.interclient_mapping.delete_all 2025.12.0 hook
app.kerberos_rich_client.account_not_found 2017.50
app.kerberos_rich_client.instance_not_found 2017.50
app.kerberos_rich_client.multiple_accounts_found 2017.50
app.kerberos_rich_client.user_authentication_successful 2017.52
app.keys.clone 2017.25
app.keys.generate 2017.25
app.keys.rotate 2017.25
app.ldap.password.change.failed 2014.18
app.oauth2.admin.consent.grant 2019.12.0
app.oauth2.admin.consent.revoke 2019.12.0
app.oauth2.as.authorize 2016.14
app.oauth2.as.authorize.code 2016.14
app.oauth2.as.authorize.implicit.access_token 2016.14
app.oauth2.as.authorize.implicit.id_token 2016.14
app.oauth2.as.authorize.scope_denied 2016.14
app.oauth2.as.consent.grant 2016.14 hook
app.oauth2.as.consent.revoke 2016.14 hook
app.oauth2.as.consent.revoke.implicit.as 2016.14 hook
app.oauth2.as.consent.revoke.implicit.client 2016.14 hook
app.oauth2.as.consent.revoke.implicit.scope 2016.14 hook
app.oauth2.as.consent.revoke.implicit.user 2016.14 hook
app.oauth2.as.consent.revoke.user 2016.14 hook
app.oauth2.as.consent.revoke.user.client 2016.14 hook
app.oauth2.as.evaluate.claim 2016.14
app.oauth2.as.interact.interaction_code 2021.01.0
app.oauth2.as.interact.interaction_handle 2021.01.0
app.oauth2.as.key.rollover 2016.14
app.oauth2.as.resource_server.credentials.lifecycle.activate 2025.07.0
app.oauth2.as.resource_server.credentials.lifecycle.create 2025.07.0
app.oauth2.as.resource_server.credentials.lifecycle.deactivate 2025.07.0
app.oauth2.as.resource_server.credentials.lifecycle.delete 2025.07.0
app.oauth2.as.token.detect_reuse 2020.09.3
app.oauth2.as.token.grant 2016.14
app.oauth2.as.token.grant.access_token 2016.14
app.oauth2.as.token.grant.device_secret 2021.04.2
app.oauth2.as.token.grant.id_token 2016.14
app.oauth2.as.token.grant.interclient_token 2025.12.0 hook
app.oauth2.as.token.grant.refresh_token 2016.14
app.oauth2.as.token.revoke 2016.14
app.oauth2.authorize 2016.14
app.oauth2.authorize.code 2016.14
app.oauth2.authorize.implicit.access_token 2016.14
app.oauth2.authorize.implicit.id_token 2016.14
app.oauth2.client.lifecycle.activate 2017.24
app.oauth2.client.lifecycle.create 2017.24
app.oauth2.client.lifecycle.deactivate 2017.24
app.oauth2.client.lifecycle.delete 2017.24
app.oauth2.client.lifecycle.update 2017.24
app.oauth2.client.privilege.grant 2023.04.1 hook
app.oauth2.client.privilege.revoke 2023.04.1 hook
app.oauth2.client.read_client_secret 2024.08.1
app.oauth2.client_id_rate_limit_warning 2019.04.2
app.oauth2.consent.grant 2021.10.2
app.oauth2.credentials.lifecycle.activate 2022.05.3
app.oauth2.credentials.lifecycle.create 2022.05.3
app.oauth2.credentials.lifecycle.deactivate 2022.05.3
app.oauth2.credentials.lifecycle.delete 2022.05.3
app.oauth2.interact.interaction_code 2021.01.0
app.oauth2.interact.interaction_handle 2021.01.0
app.oauth2.invalid_client_credentials 2016.14
app.oauth2.key.rollover 2016.14
app.oauth2.signon 2016.14
app.oauth2.token.detect_reuse 2020.09.3
app.oauth2.token.grant 2016.14
app.oauth2.token.grant.access_token 2016.14
app.oauth2.token.grant.id_jag 2025.07.3
app.oauth2.token.grant.id_token 2016.14
app.oauth2.token.grant.interclient_token 2025.12.0 hook
app.oauth2.token.grant.oauth_sts 2026.04.0
app.oauth2.token.grant.refresh_token 2016.14
app.oauth2.token.grant.service_account 2026.01.0
app.oauth2.token.grant.vaulted_secret 2026.01.0
app.oauth2.token.oauth_sts.request_token 2026.04.0
app.oauth2.token.revoke 2016.14
app.oauth2.token.revoke.implicit.as 2016.14
app.oauth2.token.revoke.implicit.client 2016.14
app.oauth2.token.revoke.implicit.user 2016.14
app.oauth2.trusted_server.add 2023.02.0 hook
app.oauth2.trusted_server.delete 2023.02.0 hook
app.office365.api.change.domain.federation.success 2017.01
app.office365.api.error.ad.user 2017.01
app.office365.api.error.check.user.exists 2017.01
app.office365.api.error.create.user 2017.01
app.office365.api.error.deactivate.user 2017.01
app.office365.api.error.download.custom.objects 2017.01
app.office365.api.error.download.groups 2017.01
app.office365.api.error.download.users 2017.01
app.office365.api.error.endpoint.unavailable 2017.01
app.office365.api.error.get.company.dirsync.failure 2017.01
app.office365.api.error.get.company.dirsync.status.failure 2017.01
app.office365.api.error.get.company.dirsync.status.pending 2017.01
app.office365.api.error.get.object.ids.by.group.id 2018.37
app.office365.api.error.group.create.failure 2017.01
app.office365.api.error.group.create.failure.name.in.use 2017.01
app.office365.api.error.group.delete.failure 2017.01
app.office365.api.error.group.membership.update.failure 2017.01
app.office365.api.error.group.membership.update.group.not.found.failure 2017.01
app.office365.api.error.group.update.failure 2017.01
app.office365.api.error.group.update.failure.not.found 2017.01
app.office365.api.error.import.profile 2017.01
app.office365.api.error.push.password 2017.01
app.office365.api.error.push.profile 2017.01
app.office365.api.error.reactivate.user 2017.01
app.office365.api.error.remove.domain.federation.failure 2017.01
app.office365.api.error.remove.domain.federation.failure.access.denied 2017.01
app.office365.api.error.remove.domain.federation.failure.domain.not.found 2017.01
app.office365.api.error.revoke.refresh.token 2017.01
app.office365.api.error.set.company.dirsync.failure 2017.01
app.office365.api.error.set.company.dirsync.status.failure 2017.01
app.office365.api.error.set.domain.federation.failure 2017.01
app.office365.api.error.set.domain.federation.failure.access.denied 2017.01
app.office365.api.error.set.domain.federation.failure.domain.default 2017.01
app.office365.api.error.set.domain.federation.failure.domain.not.found 2017.01
app.office365.api.error.sync.contact 2017.01
app.office365.api.error.sync.finalize 2017.01
app.office365.api.error.sync.group 2017.01
app.office365.api.error.sync.not.activated 2017.01
app.office365.api.error.sync.set.attribute 2017.01
app.office365.api.error.sync.user 2017.01
app.office365.api.error.unable.to.create.graph.client 2017.01
app.office365.api.error.validate.admin.creds 2017.01
app.office365.api.error.validate.creds 2017.01
app.office365.api.error.x-ms-forwarded-client-ip-header.absent 2017.01
app.office365.api.remove.domain.federation.success 2017.01
app.office365.api.set.domain.federation.success 2017.01
app.office365.api.sync.complete 2017.01
app.office365.api.sync.heartbeat.sent 2017.01
app.office365.api.sync.job.complete 2017.01
app.office365.api.sync.job.complete.contact 2017.01
app.office365.api.sync.job.complete.group 2017.01
app.office365.api.sync.job.complete.user 2017.01
app.office365.clientplatform.conversion.job.processing.app.instance 2017.01
app.office365.clientplatform.conversion.job.skipping.migration 2017.01
app.office365.dirsync.skipping.conflict-object 2017.01
app.office365.dirsync.skipping.critical-system-object 2017.01
app.office365.dirsync.skipping.non-security-group-invalid-mail 2017.01
app.office365.dirsync.skipping.reserved-attribute-value 2017.01
app.office365.dirsync.skipping.systemmailbox 2017.01
app.office365.dirsync.skipping.without-name-and-displayname 2017.01
app.office365.error.importing.user 2017.01
app.office365.graph.api.error.no.mailbox.found 2017.01
app.office365.graph.api.error.rate-limit.exceeded 2017.01
app.office365.graph.api.error.service.principal.creation.failed 2017.01
app.office365.graph.api.error.service.principal.msgraph.authentication.failure 2017.01
app.office365.provisioning_app.create 2026.32
app.office365.provisioning_app_credential.rotate 2026.32
app.office365.service.principal.cleanup.job.complete 2017.01
app.office365.service.principal.cleanup.job.invalid.credentials 2017.01
app.office365.service.principal.cleanup.job.processing 2017.01
app.office365.service.principal.cleanup.job.skipping.missing.creds 2017.01
app.office365.service.principal.cleanup.job.skipping.no.service.principal 2017.01
app.office365.service.principal.cleanup.job.unable.to.delete.service.principal 2017.01
app.office365.user.delete.success 2017.01
app.office365.user.lifecycle.action.failed 2017.01
app.office365.user.remove.licenses.success 2017.01
app.policy.sign_on.update 2022.08.0
app.radius.agent.listener.failed 2018.13
app.radius.agent.listener.succeeded 2018.13
app.radius.agent.port_inaccessible 2018.13
app.radius.agent.port_reaccessible 2018.13
app.radius.info_access.no_permission 2020.08.0
app.radius.info_access.partial_permission 2020.08.0
app.realtimesync.import.details.add_user 2014.25
app.realtimesync.import.details.delete_user 2014.25
app.realtimesync.import.details.update_user 2014.25
app.request_new.notify 2024.09.0
app.rum.config.validation.error 2018.42
app.rum.is.api.account.error 2018.42
app.rum.package.thrown.error 2018.42
app.rum.validation.error 2018.42
app.saml.sensitive.attribute.update 2019.01.1
app.user_management 2016.04 hook
app.user_management.grouppush.mapping.created.from.rule 2017.51
app.user_management.grouppush.mapping.created.from.rule.error.duplicate 2017.51
app.user_management.grouppush.mapping.created.from.rule.error.validation 2017.51
app.user_management.grouppush.mapping.created.from.rule.errors 2017.51
app.user_management.grouppush.mapping.okta.users.ignored 2018.03
app.user_management.import.csv.line.error 2017.51
app.user_management.push_new_user_success 2017.51
app.user_management.update_from_master_failed 2017.51
app.user_management.user_group_import.create_failure 2018.03
app.user_management.user_group_import.delete_success 2018.03
app.user_management.user_group_import.update_failure 2018.03
app.user_management.user_group_import.upsert_fail 2020.07.1
app.user_management.user_group_import.upsert_success 2018.03 hook
application.account.decision.confirm 2026.08.0 hook
application.account.decision.ignore 2026.08.0 hook
application.account.decision.revoke 2026.08.0 hook
application.account.detect 2026.08.0 hook
application.account.match.update 2026.08.0 hook
application.account.remove 2026.08.0 hook
application.appuser.mapping.invalid.expression 2018.47
application.cache.invalidate 2018.42
application.configuration.detect_error 2016.13
application.configuration.disable_delauth_outbound 2016.13
application.configuration.disable_fed_broker_mode 2017.24
application.configuration.enable_delauth_outbound 2016.13
application.configuration.enable_fed_broker_mode 2017.24
application.configuration.import_schema 2017.33
application.configuration.read_client_secret 2024.03.2
application.configuration.reset_logo 2016.13
application.configuration.update 2017.33
application.configuration.update_api_credentials_for_pass_change 2016.13
application.configuration.update_logo 2016.13
application.configuration.update_rate_limits 2023.01.0
application.integration.api_query 2017.33
application.integration.authentication_failure 2017.33
application.integration.general_failure 2017.33
application.integration.rate_limit_exceeded 2017.33
application.integration.transfer_files 2017.33
application.lifecycle.activate 2016.13 hook
application.lifecycle.create 2016.13 hook
application.lifecycle.deactivate 2016.13 hook
application.lifecycle.delete 2016.13 hook
application.lifecycle.update 2016.13 hook
application.policy.sign_on.deny_access 2016.13 hook
application.policy.sign_on.rule.create 2016.13
application.policy.sign_on.rule.delete 2016.13
application.policy.sign_on.update 2016.13
application.provision.field_mapping_rule.change 2018.42
application.provision.group.add 2017.33
application.provision.group.import 2017.33
application.provision.group.remove 2017.33
application.provision.group.update 2017.33
application.provision.group.verify_exists 2017.33
application.provision.group_membership.add 2017.33
application.provision.group_membership.import 2017.33
application.provision.group_membership.remove 2017.33
application.provision.group_membership.update 2017.33
application.provision.group_push.activate_mapping 2017.29
application.provision.group_push.deactivate_mapping 2024.07.2
application.provision.group_push.delete_appgroup 2017.29
application.provision.group_push.mapping.and.groups.deleted.rule.deleted 2017.29
application.provision.group_push.mapping.app.group.renamed 2017.29
application.provision.group_push.mapping.app.group.renamed.failed 2017.29
application.provision.group_push.mapping.created 2017.29
application.provision.group_push.mapping.created.from.rule.warning.duplicate.name 2017.29
application.provision.group_push.mapping.created.from.rule.warning.duplicate.name.tobecreated 2017.29
application.provision.group_push.mapping.created.from.rule.warning.upsertGroup.duplicate.name 2017.29
application.provision.group_push.mapping.deactivated.source.group.renamed 2017.29
application.provision.group_push.mapping.deactivated.source.group.renamed.failed 2017.29
application.provision.group_push.mapping.update.or.delete.failed 2017.29
application.provision.group_push.mapping.update.or.delete.failed.with.error 2017.29 hook
application.provision.group_push.push_memberships 2017.29
application.provision.group_push.pushed 2017.29
application.provision.group_push.removed 2017.29
application.provision.group_push.updated 2017.29
application.provision.integration.call_api 2016.15
application.provision.user.activate 2016.14
application.provision.user.deactivate 2016.14
application.provision.user.delete 2026.07.3 hook
application.provision.user.delete.schedule 2026.07.3 hook
application.provision.user.deprovision 2016.14
application.provision.user.import 2017.33
application.provision.user.import_profile 2017.33 hook
application.provision.user.password 2017.33
application.provision.user.push 2016.14 hook
application.provision.user.push_okta_password 2016.14
application.provision.user.push_password 2016.14
application.provision.user.push_profile 2016.14 hook
application.provision.user.reactivate 2016.14 hook
application.provision.user.remove_entitlements 2026.07.3 hook
application.provision.user.remove_entitlements.schedule 2026.07.3 hook
application.provision.user.sync 2016.14 hook
application.provision.user.verify_exists 2016.14
application.registration_policy.lifecycle.create 2017.52
application.registration_policy.lifecycle.update 2017.52
application.user_membership.add 2016.02 hook
application.user_membership.approve 2016.33
application.user_membership.change_password 2016.11 hook
application.user_membership.change_username 2016.02
application.user_membership.deprovision 2016.33
application.user_membership.provision 2016.33
application.user_membership.remove 2016.02 hook
application.user_membership.restore 2016.02
application.user_membership.restore_password 2016.02
application.user_membership.revoke 2016.33
application.user_membership.show_password 2016.02
application.user_membership.update 2016.02 hook
certification.campaign.close 2022.02.1 hook
certification.campaign.context.update 2024.06.1 hook
certification.campaign.create 2021.07.1
certification.campaign.delete 2021.07.1
certification.campaign.item.decide 2021.10.1 hook
certification.campaign.item.remediate 2021.10.0 hook
certification.campaign.launch 2022.02.1 hook
certification.campaign.update 2021.07.1
certification.remediation.open 2021.07.1
core.concurrency.org.limit.violation 2017.39
core.el.evaluate 2017.20
core.user_auth.idp.x509.crl_download_failure 2017.52
credential.register 2019.02.3
credential.revoke 2019.02.3
device.assurance.policy.add 2024.08.3
device.assurance.policy.delete 2024.08.3
device.assurance.policy.update 2024.08.3
device.custom_push.send_notification 2022.05.3
device.desktop_mfa.configuration.update 2024.08.0
device.desktop_mfa.device_logout.completed 2025.03.0
device.desktop_mfa.device_logout.started 2025.03.0
device.desktop_mfa.enrollment.create 2024.08.0
device.desktop_mfa.recovery_pin.generate 2024.08.0
device.desktop_mfa.recovery_pin.rotate_secret 2024.08.0
device.enrollment.create 2020.10.4 hook
device.integration.endpoint_security.activate 2024.08.0
device.integration.endpoint_security.deactivate 2024.08.0
device.lifecycle.activate 2021.07.1 hook
device.lifecycle.deactivate 2021.07.1 hook
device.lifecycle.delete 2021.07.1 hook
device.lifecycle.suspend 2021.07.1 hook
device.lifecycle.unsuspend 2021.07.1 hook
device.local_account.create 2024.06.2
device.password_sync.authentication 2023.06.1
device.password_sync.enrollment.create 2023.06.1
device.platform.add 2021.07.1
device.platform.delete 2021.07.1
device.platform.renew 2021.07.1
device.platform.secret_key.reset 2024.08.0
device.platform.update 2021.07.1
device.platform_sso.authentication 2026.04.0
device.platform_sso.enrollment.create 2026.04.0
device.platform_sso.keys.register 2024.08.0
device.posture.check.add 2024.09.0
device.posture.check.delete 2024.09.0
device.posture.check.update 2024.09.0
device.push.provider.create 2022.04.3
device.push.provider.delete 2022.04.3
device.push.provider.update 2022.04.3
device.signals.status.timeout 2023.11.0
device.token.enrollment.create 2024.10.1
device.user.add 2021.07.1 hook
device.user.remove 2021.07.1 hook
device.user_os_account.sync 2025.01.2
directory.app_user_profile.bootstrap 2016.12
directory.app_user_profile.update 2016.12
directory.external.group.membership.add 2024.07.0
directory.external.group.membership.remove 2024.07.0
directory.linked_object.create 2022.11.1
directory.linked_object.delete 2022.11.1
directory.mapping.update 2016.12
directory.non_default_user_profile.create 2019.04.2
directory.user_profile.bootstrap 2016.12
directory.user_profile.update 2016.12
event_hook.activated 2019.03.4
event_hook.created 2019.03.4
event_hook.deactivated 2019.03.4
event_hook.deleted 2019.03.4
event_hook.delivery 2019.04.0
event_hook.updated 2019.03.4
event_hook.verified 2019.03.4
group.application_assignment.add 2016.06 hook
group.application_assignment.remove 2016.05 hook
group.application_assignment.skip_assignment_reconcile 2017.51
group.application_assignment.update 2016.13 hook
group.lifecycle.create 2019.11.0 hook
group.lifecycle.delete 2019.11.0 hook
group.privilege.grant 2019.03.0 hook
group.privilege.revoke 2019.03.0 hook
group.profile.update 2021.03.2 hook
group.user_membership.add 2016.02 hook
group.user_membership.remove 2016.02 hook
group.user_membership.rule.add_exclusion 2017.51
group.user_membership.rule.deactivated 2017.51
group.user_membership.rule.error 2017.51
group.user_membership.rule.evaluation 2017.51
group.user_membership.rule.invalidate 2017.51
group.user_membership.rule.trigger 2017.51
iam.policy.assignee_configuration.update 2025.02.0 hook
iam.policy.configuration.update 2024.11.0 hook
iam.resourceset.bindings.add 2021.02.2 hook
iam.resourceset.bindings.delete 2021.02.2 hook
iam.resourceset.create 2021.02.2 hook
iam.resourceset.delete 2021.02.2 hook
iam.resourceset.resources.add 2021.02.2 hook
iam.resourceset.resources.delete 2021.02.2 hook
iam.resourceset.resources.update 2024.09.0 hook
iam.resourceset.update 2024.09.3 hook
iam.role.create 2021.02.2 hook
iam.role.delete 2021.02.2 hook
iam.role.permission.conditions.add 2022.12.0 hook
iam.role.permission.conditions.delete 2022.12.0 hook
iam.role.permissions.add 2021.02.2 hook
iam.role.permissions.delete 2021.02.2 hook
iam.role.subscriptions.update 2024.09.0 hook
iam.role.update 2024.09.3 hook
inline_hook.activated 2019.01.2
inline_hook.created 2019.01.2
inline_hook.deactivated 2019.01.2
inline_hook.deleted 2019.01.2
inline_hook.executed 2019.01.2 hook
inline_hook.response.processed 2019.01.2
inline_hook.updated 2019.01.2
inline_hook.verified 2019.01.2
integration.api_service.lifecycle.authorize 2023.02.2
integration.api_service.lifecycle.revoke 2023.02.2
master_application.user_membership.add 2018.06
mim.command.generic.acknowledged 2016.13
mim.command.generic.cancelled 2016.13
mim.command.generic.delegated 2016.13
mim.command.generic.error 2016.13
mim.command.generic.new 2016.13
mim.command.generic.notnow 2016.13
mim.command.ios.acknowledged 2016.13
mim.command.ios.cancelled 2016.13
mim.command.ios.error 2016.13
mim.command.ios.formaterror 2016.13
mim.command.ios.new 2016.13
mim.createEnrollment.ANDROID 2016.39
mim.createEnrollment.IOS 2016.39
mim.createEnrollment.OSX 2016.39
mim.createEnrollment.UNKNOWN 2016.39
mim.createEnrollment.WINDOWS 2016.39
mim.streamDevicesCSVDownload 2016.39
network_zone.rule.disabled 2016.12
oauth2.as.activated 2017.22
oauth2.as.created 2016.50
oauth2.as.deactivated 2017.22
oauth2.as.deleted 2016.50
oauth2.as.updated 2016.50
oauth2.claim.created 2016.50
oauth2.claim.deleted 2016.50
oauth2.claim.updated 2016.50
oauth2.scope.created 2016.50
oauth2.scope.deleted 2016.50
oauth2.scope.updated 2016.50
org.not_configured_origin.redirection.usage 2017.44
pam.active_directory.account_discovery.complete 2025.02.2
pam.active_directory.account_rule.applied 2025.05.2
pam.active_directory.account_rule.update 2025.02.2
pam.active_directory.connection.update 2025.02.2
pam.ad_connection.create 2022.02.0
pam.ad_connection.delete 2022.02.0
pam.ad_connection.update 2022.02.0
pam.ad_task_settings.create 2022.02.0
pam.ad_task_settings.delete 2022.02.0
pam.ad_task_settings.update 2022.02.0
pam.ad_task_settings.update_schedule 2022.02.0
pam.ad_user_sync_task_settings.activate 2023.06.1
pam.ad_user_sync_task_settings.create 2023.06.1
pam.ad_user_sync_task_settings.deactivate 2023.06.1
pam.ad_user_sync_task_settings.delete 2023.06.1
pam.ad_user_sync_task_settings.update 2023.06.1
pam.ad_user_sync_task_settings.update_schedule 2023.06.1
pam.apikey.delete 2022.02.0
pam.apikey.rotate 2022.02.0
pam.app.update 2026.01.2
pam.auth_token.issue 2022.02.0
pam.billing_contact.create 2022.02.0
pam.client.assign 2022.02.0
pam.client.enroll 2022.02.0
pam.client.remove 2022.02.0
pam.client.state.update 2022.02.0
pam.client_enrollment_policies.create 2022.02.0
pam.client_enrollment_policies.delete 2022.02.0
pam.client_enrollment_policies.update 2022.02.0
pam.client_enrollment_policy_token.delete 2022.02.0
pam.client_enrollment_policy_token.rotate 2022.02.0
pam.cloud_account.create 2022.02.0
pam.cloud_account.delete 2022.02.0
pam.cloud_account.update 2022.02.0
pam.credential_verification.end 2026.08.0
pam.credential_verification.start 2026.08.0
pam.entitlement_sudo.add_to_project 2022.02.0
pam.entitlement_sudo.create 2022.02.0
pam.entitlement_sudo.remove 2022.02.0
pam.entitlement_sudo.remove_from_project 2022.02.0
pam.entitlement_sudo.update 2022.02.0
pam.gateway.create 2022.02.0
pam.gateway.delete 2022.02.0
pam.gateway.setup_token.create 2022.02.0
pam.gateway.setup_token.delete 2022.02.0
pam.gateway.setup_token.update 2022.02.0
pam.gateway.update 2022.02.0
pam.gateway_creds.issue 2022.02.0
pam.group.bulk_membership_change 2022.02.0
pam.group.create 2022.02.0
pam.group.delete 2022.02.0
pam.incoming_federation.approve 2022.02.0
pam.incoming_federation.request 2022.02.0
pam.integration.account_rule.create 2026.08.0
pam.integration.account_rule.delete 2026.08.0
pam.integration.account_rule.update 2026.08.0
pam.integration.create 2026.05.1
pam.integration.delete 2026.05.1
pam.integration.health_change 2026.08.0
pam.integration.update 2026.08.0
pam.member.add 2022.02.0
pam.member.remove 2022.02.0
pam.offline_disabled_event 2022.02.0
pam.offline_enabled_event 2022.02.0
pam.offline_group.secrets.rotate 2022.02.0
pam.outgoing_federation.approve 2022.02.0
pam.password.change 2022.02.0
pam.password.reset 2022.02.0
pam.permission.change 2022.02.0
pam.preauthorization.create 2022.02.0
pam.preauthorization.update 2022.02.0
pam.project.add_group 2022.02.0
pam.project.create 2022.02.0
pam.project.delete 2022.02.0
pam.project.remove_group 2022.02.0
pam.project.update 2023.04.0
pam.project_group_selector.update 2022.02.0
pam.resource.checkin.end 2024.05.1
pam.resource.checkin.start 2024.05.1
pam.resource.checkout 2024.05.1
pam.resource_group.create 2023.04.0
pam.resource_group.delete 2023.04.0
pam.resource_group.update 2023.04.0
pam.secret.create 2023.12.0
pam.secret.delete 2023.12.0
pam.secret.move 2026.07.0
pam.secret.reveal 2023.12.0
pam.secret.update 2023.12.0
pam.secret_folder.create 2023.12.0
pam.secret_folder.delete 2023.12.0
pam.secret_folder.update 2023.12.0
pam.security_policy.create 2023.04.0
pam.security_policy.delete 2023.04.0
pam.security_policy.evaluate 2023.12.0
pam.security_policy.update 2023.04.0
pam.server.enroll 2022.02.0
pam.server.reassign 2022.02.0
pam.server.remove 2022.02.0
pam.server.ssh_login 2022.02.0
pam.server_account.discovered 2023.04.0
pam.server_account.password.reveal 2026.01.2
pam.server_account.password_change.initiated 2023.04.0
pam.server_account.password_change.out_of_band 2023.04.0
pam.server_account.password_change.update 2023.04.0
pam.server_account.update 2023.04.0
pam.server_labels.update 2022.02.0
pam.service.create 2022.02.0
pam.service.remove 2022.02.0
pam.service_account.assign 2024.10.1
pam.service_account.create 2024.10.1
pam.service_account.delete 2024.10.1
pam.service_account.password.reveal 2024.10.1
pam.service_account.password.update 2024.10.1
pam.service_account.password_rotation.end 2024.10.1
pam.service_account.password_rotation.start 2024.10.1
pam.service_account.update 2024.10.1
pam.sudo_command_bundle.create 2023.06.1
pam.sudo_command_bundle.delete 2023.06.1
pam.sudo_command_bundle.update 2023.06.1
pam.team.create 2022.02.0
pam.team.delete 2026.07.0
pam.team_group_attribute.create 2022.02.0
pam.team_group_attribute.delete 2022.02.0
pam.team_group_attribute.update 2022.02.0
pam.team_invitation.create 2022.02.0
pam.team_project_group_attribute.create 2022.02.0
pam.team_project_group_attribute.delete 2022.02.0
pam.team_project_group_attribute.update 2022.02.0
pam.team_project_user_attribute.create 2022.02.0
pam.team_project_user_attribute.delete 2022.02.0
pam.team_project_user_attribute.update 2022.02.0
pam.team_settings.update 2022.02.0
pam.team_user_attribute.create 2022.02.0
pam.team_user_attribute.delete 2022.02.0
pam.team_user_attribute.update 2022.02.0
pam.unbound_client.enroll 2022.02.0
pam.unmanaged_server.create 2022.02.0
pam.user.create 2022.02.0
pam.user.remove 2022.02.0
pam.user.update 2022.02.0
pam.user_creds.issue 2022.02.0
pam.workload_connection.api_key.create 2026.08.1
pam.workload_connection.api_key.revoke 2026.08.1
pam.workload_connection.api_key.rotation.activate 2026.08.1
pam.workload_connection.api_key.rotation.create 2026.08.1
pam.workload_connection.api_key.rotation.delete 2026.08.1
pam.workload_connection.api_key.update 2026.08.1
pam.workload_connection.create 2025.12.0
pam.workload_connection.delete 2025.12.0
pam.workload_connection.update 2025.12.0
pam.workload_role.create 2025.12.0
pam.workload_role.delete 2025.12.0
pam.workload_role.update 2025.12.0
personal.admin.configuration.update 2024.02.8
personal.user.app_migration.export 2024.02.8
pki.ca.add 2021.07.1
pki.ca.delete 2021.07.1
pki.ca.expiration.warn 2026.05.0
pki.ca.renew 2024.05.1
pki.ca.scope.mapping.update 2026.07.0
pki.cert.bind 2021.09.1
pki.cert.crl_download_failure 2023.07.2
pki.cert.issue 2017.45
pki.cert.lifecycle.activate 2021.09.1
pki.cert.lifecycle.delete 2021.09.1
pki.cert.lifecycle.hold 2021.09.1
pki.cert.lifecycle.revoke 2021.09.1
pki.cert.lifecycle.suspend 2021.09.1
pki.cert.renew 2017.45
pki.cert.revoke 2017.45
plugin.downloaded 2016.48
plugin.script_status 2016.48
policy.auth_reevaluate.action 2024.07.2
policy.auth_reevaluate.enforce 2024.07.2
policy.auth_reevaluate.fail 2023.09.0 hook
policy.continuous_access.action 2023.09.0
policy.continuous_access.evaluate 2023.09.0
policy.entity_risk.action 2023.09.0
policy.entity_risk.evaluate 2023.09.0
policy.evaluate_sign_on 2017.11
policy.execute.user.start 2018.15
policy.lifecycle.activate 2016.14 hook
policy.lifecycle.create 2016.14
policy.lifecycle.deactivate 2016.14 hook
policy.lifecycle.delete 2016.14
policy.lifecycle.overwrite 2017.45
policy.lifecycle.update 2016.14 hook
policy.mapping.create 2021.12.0
policy.rule.action.execute 2018.15
policy.rule.activate 2016.14 hook
policy.rule.add 2016.14 hook
policy.rule.deactivate 2016.14 hook
policy.rule.delete 2016.14 hook
policy.rule.invalidate 2016.14
policy.rule.update 2016.14 hook
policy.scheduled.execute 2018.15
resource_servers.a2a_server.auth_server.add 2026.06.0 hook
resource_servers.a2a_server.auth_server.remove 2026.06.0 hook
resource_servers.a2a_server.delete 2026.06.0 hook
resource_servers.a2a_server.register 2026.06.0 hook
resource_servers.api_server.activate 2026.04.0 hook
resource_servers.api_server.auth_server.add 2026.04.0 hook
resource_servers.api_server.auth_server.remove 2026.04.0 hook
resource_servers.api_server.auth_server.update 2026.04.0 hook
resource_servers.api_server.deactivate 2026.04.0 hook
resource_servers.api_server.delete 2026.04.0 hook
resource_servers.api_server.register 2026.04.0 hook
resource_servers.api_server.update 2026.04.0 hook
resource_servers.client_authentication_settings.create 2026.04.0 hook
resource_servers.client_authentication_settings.delete 2026.04.0 hook
resource_servers.client_authentication_settings.update 2026.04.0 hook
resource_servers.mcp_server.activate 2026.04.0 hook
resource_servers.mcp_server.auth_server.create 2026.04.0 hook
resource_servers.mcp_server.auth_server.delete 2026.04.0 hook
resource_servers.mcp_server.auth_server.update 2026.04.0 hook
resource_servers.mcp_server.capability.discover 2026.06.1 hook
resource_servers.mcp_server.deactivate 2026.04.0 hook
resource_servers.mcp_server.delete 2026.04.0 hook
resource_servers.mcp_server.register 2026.04.0 hook
resource_servers.mcp_server.update 2026.04.0 hook
resource_servers.virtual_mcp_server.auth_server.add 2026.06.1 hook
resource_servers.virtual_mcp_server.auth_server.remove 2026.06.1 hook
resource_servers.virtual_mcp_server.capability.add 2026.06.1 hook
resource_servers.virtual_mcp_server.capability.remove 2026.06.1 hook
resource_servers.virtual_mcp_server.capability.update 2026.06.1 hook
scheduled_action.user_suspension.canceled 2017.32
scheduled_action.user_suspension.completed 2017.32
scheduled_action.user_suspension.scheduled 2017.32
scheduled_action.user_suspension.updated 2017.32
security.attack.end 2021.02.2
security.attack.start 2021.02.2
security.attack_protection.settings.update 2024.08.0
security.authenticator.lifecycle.activate 2020.06.3 hook
security.authenticator.lifecycle.create 2022.06.0 hook
security.authenticator.lifecycle.deactivate 2020.06.3 hook
security.authenticator.lifecycle.update 2022.06.0 hook
security.behavior.settings.create 2019.07.0
security.behavior.settings.delete 2019.07.0
security.behavior.settings.update 2019.07.0
security.breached_credential.detected 2024.04.2 hook
security.device.add_request_blacklist_policy 2018.08
security.device.remove_request_blacklist_policy 2018.08
security.device.temporarily_disable_blacklisting 2018.05
security.events.provider.activate 2024.08.0
security.events.provider.create 2024.08.0
security.events.provider.deactivate 2024.08.0
security.events.provider.delete 2024.08.0
security.events.provider.receive_event 2022.10.0
security.events.provider.update 2024.08.0
security.events.transmitter.create 2024.08.0
security.events.transmitter.delete 2024.08.0
security.events.transmitter.update 2024.08.0
security.protected_action.attempt 2024.04.3
security.protected_action.settings.update 2024.04.3
security.request.blocked 2018.32
security.session.detect_client_roaming 2017.28
security.session_protection.status.update 2026.02.0
security.threat.configuration.update 2019.07.0
security.threat.detected 2019.02.2
security.trusted_origin.activate 2024.05.0 hook
security.trusted_origin.create 2024.05.0 hook
security.trusted_origin.deactivate 2024.05.0 hook
security.trusted_origin.delete 2024.05.0 hook
security.trusted_origin.update 2024.05.0 hook
security.voice.add_country_blacklist 2019.03.3
security.voice.remove_country_blacklist 2019.03.3
security.zone.make_blacklist 2017.06
security.zone.remove_blacklist 2017.06
self_service.disabled 2017.48
self_service.enabled 2017.48
support.org.update 2022.06.2
support.org.view 2022.06.2
system.agent.ad.config_change_detected 2024.09.0
system.agent.ad.connect 2016.20
system.agent.ad.create 2016.20
system.agent.ad.deactivate 2016.20
system.agent.ad.delete 2016.20
system.agent.ad.dirsync.verify 2026.02.3
system.agent.ad.import_ou 2016.20
system.agent.ad.import_user 2016.20
system.agent.ad.invoke_dir 2016.20
system.agent.ad.reactivate 2016.20
system.agent.ad.read_config 2016.20
system.agent.ad.read_dirsync 2016.20
system.agent.ad.read_ldap 2016.20
system.agent.ad.read_schema 2016.20
system.agent.ad.read_topology 2016.20
system.agent.ad.realtimesync 2016.20
system.agent.ad.reset_user_password 2016.20
system.agent.ad.start 2016.20
system.agent.ad.unlock_user_account 2016.20
system.agent.ad.update 2016.20
system.agent.ad.update_user 2016.20
system.agent.ad.upgrade 2016.20
system.agent.ad.upload_iwa_log 2019.02.1
system.agent.ad.upload_log 2016.20
system.agent.ad.write_ldap 2016.20
system.agent.auto_update 2021.10.0
system.agent.connector.connect 2016.20
system.agent.connector.deactivate 2016.20
system.agent.connector.delete 2016.20
system.agent.connector.reactivate 2016.20
system.agent.ldap.change_user_password 2016.20
system.agent.ldap.config_change_detected 2025.04.0
system.agent.ldap.create_user_JIT 2016.20
system.agent.ldap.disconnect 2016.20
system.agent.ldap.realtimesync 2022.02.0
system.agent.ldap.reconnect 2016.20
system.agent.ldap.reset_user_password 2016.20
system.agent.ldap.unlock_user_account 2016.45
system.agent.ldap.update_user 2021.10.0
system.agent.ldap.update_user_password 2016.20
system.agent.register 2024.07.2
system.agent_pools.auto_update 2021.10.0
system.api_token.create 2016.12 hook
system.api_token.enable 2016.12
system.api_token.request_outside_allowed_range 2025.06.2 hook
system.api_token.revoke 2016.12 hook
system.api_token.update 2022.07.0
system.beta.feature.enable 2019.07.1
system.brand.create 2023.01.0
system.brand.delete 2023.01.0
system.brand.update 2021.08.0
system.captcha.create 2021.05.1
system.captcha.delete 2021.05.1
system.captcha.update 2021.05.1
system.client.concurrency_rate_limit.notification 2020.09.4
system.client.concurrency_rate_limit.violation 2020.06.1
system.client.rate_limit.notification 2020.09.4
system.client.rate_limit.violation 2020.06.1
system.csv.import_user 2018.28
system.custom_email_server.lifecycle.activate 2025.10.1
system.custom_email_server.lifecycle.create 2025.10.1
system.custom_email_server.lifecycle.deactivate 2025.10.1
system.custom_email_server.lifecycle.delete 2025.10.1
system.custom_email_server.lifecycle.update 2025.10.1
system.custom_error.delete 2023.01.0
system.custom_error.update 2020.12.0
system.custom_signin.delete 2023.01.0
system.custom_signin.update 2020.12.0
system.custom_signout.update 2023.01.0
system.custom_url_domain.cert_renew 2021.11.0
system.custom_url_domain.cert_upload 2020.12.0
system.custom_url_domain.delete 2021.11.0
system.custom_url_domain.initiate 2020.12.0
system.custom_url_domain.update 2023.01.0
system.custom_url_domain.verify 2020.12.0
system.directory.debugger.extend 2019.09.0
system.directory.debugger.grant 2019.09.0
system.directory.debugger.query_executed 2019.09.0
system.directory.debugger.revoke 2019.09.0
system.dr.failback 2024.09.0
system.dr.failover 2024.09.0
system.email.account_unlock.sent_message 2016.13
system.email.bounce.removal 2024.12.0
system.email.challenge_factor_redeemed 2019.07.0
system.email.delivery 2022.05.0 hook
system.email.mfa_enroll_notification.sent_message 2019.01.1
system.email.mfa_reset_notification.sent_message 2019.01.1
system.email.new_device_notification.sent_message 2016.13
system.email.password_reset.sent_message 2016.13
system.email.send_factor_verify_message 2019.07.0
system.email.template.create 2021.07.0
system.email.template.delete 2021.07.0
system.email.template.settings_changed 2022.05.0
system.email.template.update 2020.03.0
system.email_domain.create 2023.01.0
system.email_domain.delete 2023.01.0
system.email_domain.update 2023.01.0
system.email_domain.verify 2023.01.0
system.feature.disable 2019.05.0
system.feature.ea_auto_enroll 2019.03.1
system.feature.enable 2019.05.0
system.hook.key.created 2022.10.2
system.hook.key.deleted 2022.10.2
system.hook.key.updated 2022.10.2
system.identity_sources.bulk_delete 2024.08.0
system.identity_sources.bulk_device_delete 2026.08.0
system.identity_sources.bulk_device_upsert 2026.08.0
system.identity_sources.bulk_group_delete 2025.09.0
system.identity_sources.bulk_group_membership_delete 2025.09.0
system.identity_sources.bulk_group_membership_upsert 2025.09.0
system.identity_sources.bulk_group_upsert 2025.09.0
system.identity_sources.bulk_upsert 2024.08.0
system.identity_sources.group.create 2025.12.0
system.identity_sources.group.delete 2025.12.0
system.identity_sources.group.update 2025.12.0
system.identity_sources.group.user.assign 2025.12.0
system.identity_sources.group.user.revoke 2025.12.0
system.identity_sources.user.create 2025.12.0
system.identity_sources.user.delete 2025.12.0
system.identity_sources.user.update 2025.12.0
system.idp.key.create 2023.12.2 hook
system.idp.key.delete 2023.12.2 hook
system.idp.key.update 2023.12.2 hook
system.idp.lifecycle.activate 2020.09.1 hook
system.idp.lifecycle.create 2020.09.1 hook
system.idp.lifecycle.deactivate 2020.09.1 hook
system.idp.lifecycle.delete 2020.09.1 hook
system.idp.lifecycle.read_client_secret 2020.12.2 hook
system.idp.lifecycle.update 2020.09.1 hook
system.import.clear.unconfirmed.users.summary 2019.01.1
system.import.complete 2016.14 hook
system.import.complete_batch 2016.14
system.import.custom_object.complete 2016.14
system.import.custom_object.create 2016.14
system.import.custom_object.delete 2016.14
system.import.custom_object.update 2016.14
system.import.download.complete 2020.01.0
system.import.download.start 2020.01.0
system.import.entitlement 2025.03.0
system.import.entitlement.mismatch 2024.11.1
system.import.group.complete 2016.14
system.import.group.create 2016.14 hook
system.import.group.delete 2016.14 hook
system.import.group.start 2016.14
system.import.group.update 2016.14
system.import.group_membership.complete 2016.14
system.import.implicit_deletion.complete 2020.01.0
system.import.implicit_deletion.start 2020.01.0
system.import.import_profile 2016.14
system.import.import_provisioning_info 2016.14
system.import.membership_processing.complete 2020.01.0
system.import.membership_processing.start 2020.01.0
system.import.object_creation.complete 2020.01.0
system.import.object_creation.start 2020.01.0
system.import.roadblock 2016.14 hook
system.import.roadblock.reschedule_and_resume 2017.19
system.import.roadblock.resume 2017.19
system.import.roadblock.updated 2019.11.0
system.import.schedule 2024.07.2
system.import.session.cancelled 2022.10.0
system.import.session.created 2022.10.0
system.import.session.expired 2022.10.0
system.import.session.triggered 2022.10.0
system.import.start 2016.14 hook
system.import.user.complete 2016.14
system.import.user.create 2016.14
system.import.user.delete 2016.14
system.import.user.match 2018.43
system.import.user.start 2016.14
system.import.user.suspend 2016.24
system.import.user.unsuspend 2016.24
system.import.user.unsuspend_after_confirm 2016.24
system.import.user.update 2016.14
system.import.user.update_user_lifecycle_from_master 2016.24
system.import.user_csv.complete 2021.01.2
system.import.user_csv.start 2021.01.2
system.import.user_match.confirm 2024.07.2
system.import.user_match.unignore 2024.07.2
system.import.user_match.update 2024.07.2
system.import.user_matching.complete 2020.01.0
system.import.user_matching.start 2020.01.0
system.iwa.create 2016.13
system.iwa.go_offline 2016.13
system.iwa.go_online 2016.13
system.iwa.promote_primary 2016.13
system.iwa.remove 2016.13
system.iwa.update 2016.13
system.iwa.use_default 2016.13
system.iwa_agentless.auth 2018.22
system.iwa_agentless.auth_after_redirect 2022.11.2
system.iwa_agentless.redirect 2019.05.4
system.iwa_agentless.update 2018.22
system.iwa_agentless.user.not_found 2019.08.0
system.iwa_agentless_kerberos.update 2019.05.4
system.ldapi.admin_limit_exceeded 2023.03.0
system.ldapi.bind 2018.10
system.ldapi.search 2018.10
system.ldapi.unbind 2018.10
system.log_stream.lifecycle.activate 2021.09.1 hook
system.log_stream.lifecycle.create 2021.09.1 hook
system.log_stream.lifecycle.deactivate 2021.09.1 hook
system.log_stream.lifecycle.delete 2021.09.1 hook
system.log_stream.lifecycle.update 2021.09.1 hook
system.mfa.factor.activate 2021.01.1
system.mfa.factor.deactivate 2021.01.1
system.oauth2.token.request_outside_allowed_range 2025.06.2 hook
system.operation.concurrency_limit.violation 2022.07.0
system.operation.rate_limit.violation 2020.12.0
system.operation.rate_limit.warning 2021.01.2
system.org.captcha.activate 2021.05.1
system.org.captcha.deactivate 2021.05.1
system.org.lifecycle.create 2016.51
system.org.rate_limit.burst 2022.02.0
system.org.rate_limit.expiration.warning 2018.35
system.org.rate_limit.violation 2017.02 hook
system.org.rate_limit.warning 2017.02 hook
system.org.task.remove 2017.33
system.push.send_factor_verify_push 2020.06.3
system.rate_limit.configuration.update 2025.04.1
system.self_service.configuration.update 2024.08.0
system.sms.receive_status 2020.08.4
system.sms.send_account_unlock_message 2016.12
system.sms.send_factor_verify_message 2016.12
system.sms.send_okta_push_verify_message 2016.12
system.sms.send_password_reset_message 2016.12
system.sms.send_phone_verification_message 2016.12 hook
system.theme.update 2021.08.0
system.voice.receive_status 2020.08.4
system.voice.send_account_unlock_call 2017.44
system.voice.send_call 2017.44
system.voice.send_mfa_challenge_call 2017.44
system.voice.send_password_reset_call 2017.44
system.voice.send_phone_verification_call 2017.44 hook
system.well_known_uri.update 2025.07.2
task.lifecycle.activate 2018.15
task.lifecycle.create 2018.15
task.lifecycle.deactivate 2018.15
task.lifecycle.delete 2018.15
task.lifecycle.update 2018.15
user.account.expire_password 2024.01.2
user.account.lock 2016.02 hook
user.account.lock.limit 2019.05.0
user.account.preference_update 2023.11.0
user.account.privilege.grant 2016.15 hook
user.account.privilege.revoke 2016.15 hook
user.account.report_suspicious_activity_by_enduser 2019.01.1 hook
user.account.reset_password 2016.15 hook
user.account.subscriptions.update 2024.09.0 hook
user.account.unlock 2016.15 hook
user.account.unlock_by_admin 2016.15 hook
user.account.unlock_failure 2018.23
user.account.unlock_token 2017.47
user.account.update_password 2016.15 hook
user.account.update_primary_email 2018.05
user.account.update_profile 2016.02 hook
user.account.update_secondary_email 2018.25
user.account.update_user_type 2020.02.0
user.account.use_token 2016.15
user.authentication.auth 2016.02
user.authentication.auth_identifier_not_in_policy 2026.05.0
user.authentication.auth_unconfigured_identifier 2023.01.2
user.authentication.auth_via_AD_agent 2016.18
user.authentication.auth_via_IDP 2016.18 hook
user.authentication.auth_via_LDAP_agent 2016.18
user.authentication.auth_via_inbound_SAML 2016.27
user.authentication.auth_via_inbound_delauth 2016.02
user.authentication.auth_via_iwa 2016.02
user.authentication.auth_via_mfa 2016.02 hook
user.authentication.auth_via_radius 2016.18
user.authentication.auth_via_richclient 2016.18
user.authentication.auth_via_social 2016.18 hook
user.authentication.authenticate 2017.44 hook
user.authentication.dsso_via_non_priority_source 2024.03.0
user.authentication.slo 2016.11
user.authentication.sso 2016.11 hook
user.authentication.universal_logout 2024.02.2 hook
user.authentication.universal_logout.scheduled 2024.06.0 hook
user.authentication.verify 2017.27
user.behavior.profile.reset 2024.08.0 hook
user.credential.enroll 2017.45 hook
user.device_session.end 2026.01.1
user.device_session.start 2026.01.1
user.identity_snapshot.attestation.create 2020.09.3
user.identity_verification 2025.02.1 hook
user.identity_verification.start 2025.07.3 hook
user.import.password 2020.05.1 hook
user.lifecycle.activate 2016.13 hook
user.lifecycle.create 2016.02 hook
user.lifecycle.deactivate 2016.02 hook
user.lifecycle.delete.completed 2016.29
user.lifecycle.delete.initiated 2016.29 hook
user.lifecycle.jit.error.read_only 2018.06
user.lifecycle.password_mass_expiry 2018.04
user.lifecycle.reactivate 2016.13 hook
user.lifecycle.suspend 2016.13 hook
user.lifecycle.unsuspend 2016.13 hook
user.mfa.attempt_bypass 2016.11
user.mfa.factor.activate 2016.11 hook
user.mfa.factor.deactivate 2016.11 hook
user.mfa.factor.reset_all 2016.11 hook
user.mfa.factor.suspend 2020.09.4 hook
user.mfa.factor.unsuspend 2020.09.4 hook
user.mfa.factor.update 2016.11 hook
user.mfa.okta_verify 2016.11
user.mfa.okta_verify.deny_push 2018.03
user.mfa.okta_verify.deny_push_upgrade_needed 2020.05.0
user.mfa.promote_enrollment 2026.07.1 hook
user.risk.change 2023.01.2 hook
user.risk.detect 2024.06.1 hook
user.session.access_admin_app 2016.14
user.session.clear 2016.15 hook
user.session.context.change 2023.01.0 hook
user.session.end 2016.02 hook
user.session.expire 2016.15
user.session.impersonation.end 2016.09
user.session.impersonation.extend 2016.09
user.session.impersonation.grant 2016.09
user.session.impersonation.initiate 2016.09
user.session.impersonation.revoke 2016.09
user.session.start 2016.02 hook
workflows.org.step_execution_limit.violation 2026.04.2
workflows.org.step_execution_limit.warning 2026.04.2
workflows.user.connection.create 2021.02.1
workflows.user.connection.delete 2021.02.1
workflows.user.connection.reauthorize 2021.02.1
workflows.user.connection.revoke 2021.02.1
workflows.user.delegatedflow.run 2022.06.0
workflows.user.execution_log_stream_connection.activate 2024.03.0
workflows.user.execution_log_stream_connection.deactivate 2024.03.0
workflows.user.execution_log_stream_connection.update 2024.03.0
workflows.user.flow.activate 2021.02.1
workflows.user.flow.create 2021.02.1
workflows.user.flow.deactivate 2021.02.1
workflows.user.flow.delete 2021.02.1
workflows.user.flow.execution.cancel 2023.08.0
workflows.user.flow.execution_history.activate 2024.03.0
workflows.user.flow.execution_history.deactivate 2024.03.0
workflows.user.flow.execution_history.delete 2024.03.0
workflows.user.flow.execution_log_stream.activate 2024.03.0
workflows.user.flow.execution_log_stream.deactivate 2024.03.0
workflows.user.flow.export 2021.02.1
workflows.user.flow.import 2021.02.1
workflows.user.flow.move 2024.07.0
workflows.user.flow.save 2021.02.1
workflows.user.folder.create 2023.06.1
workflows.user.folder.delete 2022.11.1
workflows.user.folder.duplicate 2024.11.0
workflows.user.folder.export 2023.06.1
workflows.user.folder.import 2023.06.1
workflows.user.folder.move 2024.07.0
workflows.user.folder.rename 2023.06.1
workflows.user.role.group.add 2024.02.1
workflows.user.role.group.remove 2024.02.1
workflows.user.role.user.add 2024.02.1
workflows.user.role.user.remove 2024.02.1
workflows.user.table.create 2021.02.1
workflows.user.table.delete 2021.02.1
workflows.user.table.export 2021.02.1
workflows.user.table.import 2021.02.1
workflows.user.table.move 2024.07.0
workflows.user.table.schema.export 2023.06.1
workflows.user.table.schema.import 2023.06.1
workflows.user.table.update 2021.02.1
workflows.user.table.view 2021.02.1
workflows.user.truststore.create 2026.05.3
workflows.user.truststore.delete 2026.05.3
workflows.user.truststore.update 2026.05.3
workflows.user.truststore.view 2026.05.3
workload_principal.activate 2025.11.1 hook
workload_principal.ai_agent.credential.activate 2026.01.2 hook
workload_principal.ai_agent.credential.create 2026.01.2 hook
workload_principal.ai_agent.credential.deactivate 2026.01.2 hook
workload_principal.ai_agent.credential.delete 2026.01.2 hook
workload_principal.deactivate 2025.11.1 hook
workload_principal.delegation_link.create 2026.06.0 hook
workload_principal.delegation_link.delete 2026.06.0 hook
workload_principal.delete 2025.11.1 hook
workload_principal.register 2025.11.1 hook
workload_principal.resource_connection.activate 2025.12.0 hook
workload_principal.resource_connection.create 2025.11.2 hook
workload_principal.resource_connection.deactivate 2025.12.0 hook
workload_principal.resource_connection.delete 2025.11.2 hook
workload_principal.resource_connection.update 2025.11.2 hook
workload_principal.sign_on_provider.add 2025.11.1 hook
workload_principal.sign_on_provider.remove 2025.11.1 hook
workload_principal.update 2025.11.1 hook
zone.activate 2017.49
zone.create 2017.49
zone.deactivate 2017.49
zone.delete 2017.49
zone.make_blacklist 2017.49
zone.remove_blacklist 2017.49
zone.update 2017.49
`
