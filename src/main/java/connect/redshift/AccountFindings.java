// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.aws.AccountQuestions;
import connect.redshift.aws.AccountQuestions.Refused;
import connect.redshift.aws.AccountQuestions.Warehouse;
import connect.redshift.aws.AwsAccess.Callers;
import connect.redshift.aws.LoginException;
import connect.redshift.config.CallerSettings;
import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.StagingConfig;
import connect.redshift.config.TargetConfig;
import connect.redshift.preflight.Account;
import connect.redshift.preflight.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What AWS says of the account, each on the setting that it is about. */
final class AccountFindings implements Account {
    private final AccountQuestions questions;
    private final ConnectorConfig config;

    AccountFindings(AccountQuestions questions, ConnectorConfig config) {
        this.questions = questions;
        this.config = config;
    }

    @Override
    public List<Finding> callers() {
        Callers callers = config.connection().aws().callers();
        List<Finding> findings = new ArrayList<>();
        questions
                .refusedCaller()
                .map(refused -> finding(refused, CallerSettings.ofRedshift(callers)))
                .ifPresent(findings::add);
        if (!callers.s3().equals(callers.redshift())) {
            questions
                    .refusedStagingCaller()
                    .map(refused -> finding(refused, CallerSettings.ofS3(callers)))
                    .ifPresent(findings::add);
        }
        return findings;
    }

    private static Finding finding(Refused refused, CallerSettings settings) {
        return Finding.of(refused.role() ? settings.role() : settings.source(), refused.message());
    }

    @Override
    public List<Finding> warehouse() {
        TargetConfig.Warehouse target = config.connection().warehouse();
        // By its ARN, which has another id than its name, a workgroup cannot be asked for.
        Optional<String> workgroup = target.workgroup().filter(name -> !name.startsWith("arn:"));
        if (workgroup.isPresent()) {
            return findings("Workgroup", workgroup.get(), questions::workgroup);
        }
        return target.cluster()
                .map(id -> findings("Cluster", id, questions::cluster))
                .orElse(List.of());
    }

    private List<Finding> findings(String kind, String name, Function<String, Optional<Warehouse>> question) {
        Optional<Warehouse> told;
        try {
            told = question.apply(name);
        } catch (LoginException notThere) {
            return List.of(Finding.of(targetSetting(), notThere.getMessage()));
        }
        if (told.isEmpty()) {
            return List.of();
        }
        if (!told.get().takesStatements()) {
            return List.of(Finding.of(
                    targetSetting(),
                    "%s \"%s\" is %s and takes no statements; start the connector when it is available."
                            .formatted(kind, name, told.get().status())));
        }
        return unloadRole("%s \"%s\"".formatted(kind, name), told.get()).stream()
                .toList();
    }

    /** The first role is the warehouse's own; the others of a chain are taken on by the one before. */
    private Optional<Finding> unloadRole(String warehouse, Warehouse told) {
        if (told.roles().isEmpty()) {
            return Optional.empty();
        }
        Set<String> attached = told.roles().get();
        List<String> wanted = config.staging().unload().roles();
        if (wanted.isEmpty()) {
            return told.defaultRole().isPresent()
                    ? Optional.empty()
                    : Optional.of(Finding.of(
                            StagingConfig.ROLE,
                            "%s has no default IAM role for UNLOAD: make one of its roles the default, or set unload.iam.role to one of %s."
                                    .formatted(warehouse, attached)));
        }
        return attached.contains(wanted.get(0))
                ? Optional.empty()
                : Optional.of(Finding.of(
                        StagingConfig.ROLE,
                        "%s is not attached to %s, so UNLOAD cannot use it: attach it, or set unload.iam.role to one of %s."
                                .formatted(wanted.get(0), warehouse, attached)));
    }

    private String targetSetting() {
        return config.connection().target().namedBy();
    }
}
